"""testbed events [seconds [selector]]: prints every Rucio event and trace as one JSON line."""
import json
import os
import sys
import threading
import time
from urllib.parse import urlparse

import stomp

PORT = urlparse(os.environ["STOMP_URL"]).port


class Box(stomp.ConnectionListener):
    def __init__(self, sink=None):
        self.got, self.lock, self.sink = [], threading.Lock(), sink

    def on_message(self, frame):
        m = {"arrived": time.time(), "headers": dict(frame.headers), "body": json.loads(frame.body)}
        with self.lock:
            self.got.append(m)
        if self.sink:
            self.sink(m)

    def on_error(self, frame):
        print("broker error:", frame.headers, frame.body, file=sys.stderr)


def listen(sink=None, selector=None, topics=("rucio.events", "rucio.tracer")):
    box = Box(sink)
    c = stomp.Connection12([("127.0.0.1", PORT)])
    c.set_listener("box", box)
    c.connect("relay", "relay-testbed", wait=True)
    for i, t in enumerate(topics):
        c.subscribe(f"/topic/{t}", id=str(i), ack="auto", headers={"selector": selector} if selector else {})
    box.conn = c
    return box


a = sys.argv[1:]
box = listen(lambda m: print(json.dumps(m), flush=True), selector=a[1] if len(a) > 1 else None)
try:
    time.sleep(float(a[0]) if a else 1e9)
except KeyboardInterrupt:
    pass
box.conn.disconnect()
os._exit(0)
