"""Registers and attaches files by bare bulk calls, and prints how many a second Rucio takes.

    bulk_attach.py LAKE_FILE [FILES [FILES_A_CALL]]

The bound for whatever attaches files to this lake: one connection, one call after the other, nothing read back, no byte
stored. LAKE_FILE is what `testbed/testbed config` prints. The names exist in the catalogue only and stay there.
Prints one JSON line: files, filesACall, seconds, filesASecond.
"""
import json
import sys
import time
import uuid

import requests

from lake import Lake


def main() -> None:
    lake = Lake.read(sys.argv[1])
    files = int(sys.argv[2]) if len(sys.argv) > 2 else 3000
    call = int(sys.argv[3]) if len(sys.argv) > 3 else 500
    run = uuid.uuid4().hex[:8]
    dataset = f"bench-{run}"
    session = lake.session()
    answer = session.post(f"{lake.rucio}/dids/{lake.scope}/{dataset}", json={"type": "DATASET"}, timeout=60)
    answer.raise_for_status()
    begin = time.perf_counter()
    for first in range(0, files, call):
        dids = [
            {"scope": lake.scope, "name": f"V-V1_BENCH_{run}-{1_400_000_000 + n}-1.h5", "type": "FILE", "bytes": 34_000,
             "adler32": f"{n:08x}"}
            for n in range(first, min(files, first + call))
        ]
        answer = session.post(
            f"{lake.rucio}/dids/attachments", timeout=600,
            json=[{"scope": lake.scope, "name": dataset, "rse": lake.rse, "dids": dids}])
        answer.raise_for_status()
    seconds = time.perf_counter() - begin
    print(json.dumps({"files": files, "filesACall": call, "seconds": round(seconds, 2),
                      "filesASecond": round(files / seconds, 1)}))


if __name__ == "__main__":
    try:
        main()
    except requests.RequestException as refused:
        sys.exit(f"bulk_attach: {refused}")
