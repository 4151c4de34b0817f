#!/usr/bin/env python3
"""Asks Rucio, by its own command, and the storage what they hold of a rehearsal, and compares it with the delivered files.

    ask_lake.py RUCIO REPORT_DIR

RUCIO is the rucio command (clients 41), set up by RUCIO_CONFIG or RUCIO_HOME; RUCIO_CA names the authorities that sign the
storage's certificate. Ends with 0 if the dataset's content, the replicas' adler32, the storage's digest
and the delivered bytes agree for every name, and none has one too many.
"""
import json
import os
import pathlib
import re
import ssl
import subprocess
import sys
import urllib.request
import zlib

ROW = re.compile(r"^\|\s*(\S+)\s*\|\s*(\S+)\s*\|[^|]*\|\s*([0-9a-f]{8})\s*\|\s*(\S+):\s+(https://\S+)\s*\|$")


def rucio(command, *arguments):
    done = subprocess.run([command, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"rucio {' '.join(arguments)} ended with {done.returncode}: {done.stderr.strip()[-500:]}")
    return done.stdout.splitlines()


def storage_digest(url, context):
    request = urllib.request.Request(url, method="HEAD", headers={"Want-Digest": "adler32"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context))
    with opener.open(request, timeout=30) as answer:
        return answer.headers.get("Digest", "").removeprefix("adler32=")


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    command, report = sys.argv[1], pathlib.Path(sys.argv[2])
    told = [json.loads(line) for line in (report / "chunks.jsonl").read_text().splitlines()]
    scope, first = told[0]["scope"], told[0]["name"]
    pattern = f"{scope}:{first.rsplit('-', 2)[0]}-*"
    delivered = {
        f"{scope}:{path.name}": f"{zlib.adler32(path.read_bytes()):08x}"
        for path in (report / "delivered").iterdir()
        if path.suffix == ".h5"
    }

    datasets = rucio(command, "did", "list", "--filter", "type=dataset", "--short", pattern)
    content, replicas, digests = set(), {}, {}
    context = ssl.create_default_context(cafile=os.environ.get("RUCIO_CA"))
    rse = json.loads((report / "report.json").read_text())["lake"]["rse"]
    for dataset in datasets:
        content.update(line.strip() for line in rucio(command, "did", "content", "list", "--short", dataset) if line.strip())
        for row in filter(None, map(ROW.match, rucio(command, "replica", "list", "file", "--rses", rse, dataset))):
            did = f"{row[1]}:{row[2]}"
            replicas[did] = row[3]
            digests[did] = storage_digest(row[5], context)

    wrong = 0
    for what, held in (("content", {name: delivered.get(name) for name in content}), ("replicas", replicas), ("storage", digests)):
        for did in sorted(delivered.keys() | held.keys()):
            if held.get(did, "") != delivered.get(did, ""):
                wrong += 1
                print(f"{what}: {did} is {held.get(did, 'not there')}, delivered {delivered.get(did, 'not')}")
    print(f"{len(datasets)} datasets, {len(content)} names, {len(replicas)} replicas, {len(digests)} digests of the storage, "
          f"{len(delivered)} delivered files: {'all agree' if not wrong else str(wrong) + ' differences'}")
    sys.exit(1 if wrong or not delivered else 0)


if __name__ == "__main__":
    main()
