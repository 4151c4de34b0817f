"""The lake file (see testbed/README.md), and a session that is logged in to its Rucio by token."""
from __future__ import annotations

import dataclasses
import pathlib

import requests
import yaml


@dataclasses.dataclass(frozen=True)
class Lake:
    rucio: str
    scope: str
    rse: str
    ca: str | bool
    token_endpoint: str
    client: str
    secret: str
    audience: str
    token_scope: str

    @staticmethod
    def read(file: str) -> "Lake":
        told = yaml.safe_load(pathlib.Path(file).read_text(encoding="utf-8"))
        uploader = told["clients"]["uploader"]
        return Lake(
            rucio=told["rucio"]["url"].rstrip("/"),
            scope=told["scope"],
            rse=told["rse"],
            ca=told.get("ca-file", True),
            token_endpoint=told["issuer"]["token-endpoint"],
            client=uploader["id"],
            secret=pathlib.Path(uploader["secret-file"]).read_text(encoding="ascii").strip(),
            audience=told["rucio"]["audience"],
            token_scope=told["rucio"]["token-scope"],
        )

    def session(self) -> requests.Session:
        session = requests.Session()
        session.trust_env = False  # else REQUESTS_CA_BUNDLE would stand in for the lake's own authorities
        session.verify = self.ca
        answer = session.post(
            self.token_endpoint, auth=(self.client, self.secret), timeout=30,
            data={"grant_type": "client_credentials", "scope": self.token_scope, "audience": self.audience})
        answer.raise_for_status()
        session.headers["X-Rucio-Auth-Token"] = answer.json()["access_token"]
        return session
