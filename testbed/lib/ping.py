"""testbed ping [N]: times N requests of /ping over one kept connection, over TLS and in the clear."""
import os
import ssl
import statistics
import sys
import time
from http.client import HTTPConnection, HTTPSConnection
from urllib.parse import urlparse

n = int(sys.argv[1]) if len(sys.argv) > 1 else 300
for name in ("RUCIO_TLS_URL", "RUCIO_URL"):
    url = urlparse(os.environ[name])
    tls = ssl.create_default_context(cafile=os.environ["RUCIO_CA"])
    c = HTTPSConnection(url.hostname, url.port, context=tls) if url.scheme == "https" else HTTPConnection(url.hostname, url.port)
    c.connect()
    sock, ms = c.sock, []
    for _ in range(n):
        t = time.perf_counter()
        c.request("GET", "/ping")
        answer = c.getresponse()
        answer.read()
        ms.append((time.perf_counter() - t) * 1000)
        if c.sock is not sock:
            sys.exit(f"FAIL: {url.scheme}: the connection was not kept after {len(ms)} requests")
    ms.sort()
    print(f"{url.scheme}: {n} requests on one connection: median {statistics.median(ms):.1f} ms, "
          f"p99 {ms[int(n * 0.99) - 1]:.1f} ms, max {ms[-1]:.1f} ms")
