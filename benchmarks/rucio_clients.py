"""What the ordinary Rucio clients need: one process uploads a chunk a second, another polls the dataset every second.

    rucio_clients.py LAKE_FILE [CHUNKS [BYTES]]

Run by the Python of an environment with rucio-clients, configured by RUCIO_CONFIG for an account that may write to the
lake's scope. Uploads with UploadClient (registered after the upload, attached to a dataset), lists the dataset's content once
a second and gets what is new with DownloadClient, which verifies the checksum. Prints one JSON line in milliseconds:
median and 99th percentile of the upload, and from the begin of the upload to the verified file at the reader.
"""
import json
import logging
import multiprocessing
import os
import pathlib
import sys
import tempfile
import time
import uuid

from rucio.client import Client
from rucio.client.downloadclient import DownloadClient
from rucio.client.uploadclient import UploadClient

from lake import Lake


def upload(lake: Lake, dataset: str, names: list[str], size: int, begun, uploaded, start: float) -> None:
    logging.disable(logging.WARNING)
    client = UploadClient(Client())
    with tempfile.TemporaryDirectory(prefix="rucio-upload-") as folder:
        for n, name in enumerate(names):
            path = pathlib.Path(folder, name)
            path.write_bytes(os.urandom(size))
            time.sleep(max(0.0, start + n - time.time()))
            begun[n] = time.time()
            client.upload([{
                "path": str(path), "rse": lake.rse, "did_scope": lake.scope, "did_name": name, "dataset_scope": lake.scope,
                "dataset_name": dataset, "register_after_upload": True}])
            uploaded[n] = time.time()
            path.unlink()


def follow(lake: Lake, dataset: str, names: list[str], delivered, start: float) -> None:
    logging.disable(logging.WARNING)
    client = Client()
    download = DownloadClient(client)
    index = {name: n for n, name in enumerate(names)}
    missing = set(names)
    look = start
    with tempfile.TemporaryDirectory(prefix="rucio-download-") as folder:
        while missing:
            time.sleep(max(0.0, look - time.time()))
            for file in list(client.list_content(lake.scope, dataset)):
                if file["name"] in missing:
                    download.download_dids([{"did": f"{lake.scope}:{file['name']}", "base_dir": folder, "no_subdir": True,
                                             "rse": lake.rse}])
                    delivered[index[file["name"]]] = time.time()
                    missing.remove(file["name"])
            look = max(look + 1, time.time())


def quantile(values: list[float], q: float) -> float:
    ordered = sorted(values)
    return round(1000 * ordered[min(len(ordered) - 1, int(q * len(ordered)))], 1)


def main() -> None:
    lake = Lake.read(sys.argv[1])
    chunks = int(sys.argv[2]) if len(sys.argv) > 2 else 60
    size = int(sys.argv[3]) if len(sys.argv) > 3 else 35_000
    run = uuid.uuid4().hex[:8].upper()
    dataset = f"V-V1_CLIENTS_{run}"
    names = [f"V-V1_CLIENTS_{run}-{1_400_000_000 + n}-1.h5" for n in range(chunks)]
    Client().add_dataset(lake.scope, dataset)
    begun, uploaded, delivered = (multiprocessing.Array("d", chunks) for _ in range(3))
    start = time.time() + 3
    parts = [multiprocessing.Process(target=upload, args=(lake, dataset, names, size, begun, uploaded, start)),
             multiprocessing.Process(target=follow, args=(lake, dataset, names, delivered, start + 0.5))]
    for part in parts:
        part.start()
    for part in parts:
        part.join()
        if part.exitcode:
            sys.exit(f"rucio_clients: a process ended with {part.exitcode}")
    uploads = [b - a for a, b in zip(begun, uploaded)]
    whole = [b - a for a, b in zip(begun, delivered)]
    print(json.dumps({"chunks": chunks, "uploadP50": quantile(uploads, 0.5), "uploadP99": quantile(uploads, 0.99),
                      "wholeP50": quantile(whole, 0.5), "wholeP99": quantile(whole, 0.99)}))


if __name__ == "__main__":
    main()
