"""An ordinary consumer of Rucio's events: its listener is written for ActiveMQ and STOMP, and knows nothing of this feed."""
import collections
import json
import os
import signal
import sys

from confluent_kafka import Consumer, KafkaException


class Listener:
    def on_message(self, frame):
        event = json.loads(frame.body)
        payload = event["payload"]
        if "dst-rse" in payload:
            print(event["event_type"], payload["scope"], payload["name"], payload["dst-rse"], flush=True)


Frame = collections.namedtuple("Frame", ("headers", "body"))

if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    consumer = Consumer(
        {"bootstrap.servers": os.environ["KAFKA"], "group.id": os.environ["GROUP"], "auto.offset.reset": "earliest"}
    )
    consumer.subscribe([os.environ["TOPIC"]])
    listener = Listener()
    try:
        while True:
            record = consumer.poll(1)
            if record is None:
                continue
            if record.error():
                raise KafkaException(record.error())
            listener.on_message(Frame({}, record.value()))
    finally:
        consumer.close()
