"""testbed token [account|sub] [ttl] [scope] [audience] [typ]: prints a bearer token of the test bed's issuer."""
import os
import sys

import requests

account, ttl, scope, audience, typ = (sys.argv[1:] + [""] * 5)[:5]
sub = account or "virgo"
answer = requests.post(os.environ["OIDC_ISSUER"] + "/any/token", timeout=10, data={
    "grant_type": "client_credentials", "sub": sub if "-" in sub else sub + "-sub", "ttl": ttl or 3600,
    "scope": scope or "openid profile wlcg", "audience": audience or "rucio", "typ": typ or "at+jwt"})
answer.raise_for_status()
print(answer.json()["access_token"])
