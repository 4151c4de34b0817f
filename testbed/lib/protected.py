"""testbed smoke-protected: what the token-protected storage CNAF-PROTECTED lets through and what not.

Real requests against the real storage, then Rucio's own path: upload and download by rucio-clients with a bearer token,
replication to and from, deletion by the reaper. Prints PASS when everything is as expected here. Lines marked KNOWN are
weaknesses of XRootD 5.5.3 that are expected: a change there fails too, so that nobody goes on believing them.
"""
import base64
import hmac
import json
import os
import ssl
import subprocess
import sys
import tempfile
import time
import uuid
import zlib
from http.client import HTTPConnection, HTTPSConnection
from urllib.parse import urlparse

import jwt as pyjwt
import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

BASE, AUD, ISS, CA = (os.environ[k] for k in ("CNAF_PROTECTED_URL", "CNAF_PROTECTED_AUDIENCE", "OIDC_ISSUER", "RUCIO_CA"))
U = urlparse(BASE)
CTX = ssl.create_default_context(cafile=CA)
CERT = ssl.create_default_context(cafile=CA)
CERT.load_cert_chain(os.environ["RUCIO_CLIENT_PEM"])
with open(os.path.join(os.environ["TB_CERTS"], "oidc-signing.key"), "rb") as file:
    SIGNING_KEY = file.read()
RUN = uuid.uuid4().hex[:6]
failed, known = [], []


def mint(scope, ttl=3600, aud=AUD, **claims):
    """A token as the issuer gives it; with claims, one made by hand with the issuer's key (None leaves the claim out)."""
    if not claims:
        r = requests.post(ISS + "/any/token", timeout=10, verify=CA,
                          data={"grant_type": "client_credentials", "sub": "virgo-sub", "ttl": ttl, "scope": scope, "audience": aud})
        r.raise_for_status()
        t = r.json()["access_token"]
    else:
        now, key = int(time.time()), SIGNING_KEY
        key, alg, headers = claims.pop("key", key), claims.pop("alg", "RS256"), claims.pop("headers", {"kid": "testbed-1", "typ": "at+jwt"})
        c = {"iss": ISS, "sub": "virgo-sub", "aud": aud, "scope": scope, "iat": now, "nbf": now, "exp": now + ttl,
             "jti": str(uuid.uuid4()), "wlcg.ver": "1.0", **claims}
        t = pyjwt.encode({k: v for k, v in c.items() if v is not None}, key, algorithm=alg, headers=headers)
    return t


def hs256(scope, secret):
    """The old trick: the public key taken for a shared secret (PyJWT rightly refuses to make such a token)."""
    c = pyjwt.decode(mint(scope), options={"verify_signature": False})

    def b64(b):
        return base64.urlsafe_b64encode(b).rstrip(b"=")
    head = b64(json.dumps({"alg": "HS256", "kid": "testbed-1", "typ": "at+jwt"}).encode()) + b"." + b64(json.dumps(c).encode())
    return (head + b"." + b64(hmac.new(secret, head, "sha256").digest())).decode()


def http(method, path, token=None, body=None, headers=None, plain=False, ctx=CTX, connection=None):
    """One request, on a connection of its own. Returns status, headers (lower case), body."""
    h = {"Host": U.netloc, "Connection": "keep-alive", **({"Authorization": "Bearer " + token} if token else {}),
         **({"Content-Length": str(len(body))} if body is not None else {}), **(headers or {})}
    c = connection or (HTTPConnection(U.hostname, U.port, timeout=60) if plain else HTTPSConnection(U.hostname, U.port, timeout=60, context=ctx))
    c.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
    for k, v in h.items():
        c.putheader(k, v)
    c.endheaders()
    if body is not None:
        try:
            c.send(body)
        except OSError:
            pass                     # refused before the body was read
    r = c.getresponse()
    data = r.read()
    rh = r.getheaders()
    if not connection:
        c.close()
    return r.status, {k.lower(): v for k, v in rh}, data


def check(title, want, got, note=None):
    """note: why this is not what one would wish for."""
    want = want if isinstance(want, tuple) else (want,)
    ok = got in want
    print(f"{'KNOWN' if ok and note else 'ok   ' if ok else 'FAIL '} {got}  {title}{'  -- ' + note if note else ''}"
          + ("" if ok else f" (expected {' or '.join(map(str, want))})"), flush=True)
    if not ok:
        failed.append(title)
    elif note:
        known.append(title)


def ask(title, want, method, path, token=None, note=None, **kw):
    s, h, d = http(method, path, token, **kw)
    check(title, want, s, note)
    return s, h, d


REFUSED = (401, 403)
data = os.urandom(65536)
ad = f"{zlib.adler32(data) & 0xffffffff:08x}"
O4, OTHER = f"/{RUN}/O4", f"/{RUN}/O4-other"      # the scope's paths; the server puts /rucio before them
F, F2, G = f"/rucio{O4}/a.gwf", f"/rucio{O4}/b.gwf", f"/rucio{OTHER}/secret.gwf"
create, read, modify = mint(f"storage.create:{O4}"), mint(f"storage.read:{O4}"), mint(f"storage.modify:{O4}")

# ---------------------------------------------------------------- writing
ask("put-without-token", REFUSED, "PUT", F, body=data)
ask("put-expect-continue-without-token", REFUSED, "PUT", F, headers={"Expect": "100-continue", "Content-Length": "20000000"})
ask("put-client-certificate-without-token", REFUSED, "PUT", F, body=data, ctx=CERT)
ask("put-read-token", REFUSED, "PUT", F, read, body=data)
ask("put-create-token-other-path", REFUSED, "PUT", f"/rucio/{RUN}/O3/a.gwf", create, body=data)
ask("put-create-token", (200, 201), "PUT", F, create, body=data)
ask("put-create-token-over-existing", REFUSED, "PUT", F, create, body=data)
ask("put-modify-token-over-existing", (200, 201), "PUT", F, modify, body=data)
ask("put-modify-token-new-file", (200, 201), "PUT", F2, modify, body=data)
ask("head-create-token", REFUSED, "HEAD", F, create)
ask("get-create-token", REFUSED, "GET", F, create)
ask("mkcol-create-token", (200, 201), "MKCOL", f"/rucio{O4}/dir", create)

# ---------------------------------------------------------------- reading
s, h, d = ask("get-read-token", 200, "GET", F, read)
check("the body is what was put", True, d == data)
s, h, d = ask("head-digest-read-token", 200, "HEAD", F, read, headers={"Want-Digest": "adler32"})
check("the digest is right", True, h.get("digest") == f"adler32={ad}")
ask("get-range-read-token", 206, "GET", F, read, headers={"Range": "bytes=0-99"})
ask("get-without-token", REFUSED, "GET", F)
ask("head-without-token", REFUSED + (404,), "HEAD", F)
ask("get-client-certificate-without-token", REFUSED, "GET", F, ctx=CERT)
ask("get-not-a-jwt", REFUSED, "GET", F, "letmein")
ask("get-modify-token", REFUSED, "GET", F, modify)
ask("get-token-for-another-path", REFUSED, "GET", F, mint(f"storage.read:/{RUN}/O3"))
ask("get-token-for-exactly-this-file", 200, "GET", F, mint(f"storage.read:{O4}/a.gwf"))
ask("get-token-for-a-parent", 200, "GET", F, mint(f"storage.read:/{RUN}"))
ask("get-token-for-root", 200, "GET", F, mint("storage.read:/"))
ask("get-several-scopes", 200, "GET", F, mint(f"openid storage.create:/x storage.read:{O4} wlcg.groups"))
ask("get-token-without-storage-scope", REFUSED, "GET", F, mint("openid profile wlcg"))
ask("get-groups-only-no-scope", REFUSED, "GET", F, mint("openid wlcg.groups", **{"wlcg.groups": ["/virgo"]}))
ask("get-scope-without-path", 200, "GET", F, mint("storage.read"), note="a scope without a path is taken for /: the WLCG profile demands a path")
ask("get-scope-scitokens-style", 200, "GET", F, mint(f"read:{O4}"), note="SciTokens' own scope names are taken as well, in a WLCG token")
ask("get-scope-other-capability", REFUSED, "GET", F, mint(f"storage.stage:{O4} compute.read storage.create:{O4}"))
ask("list-read-token", 200, "GET", f"/rucio{O4}/", read)
ask("list-parent-read-token", REFUSED, "GET", "/rucio/", read)
ask("propfind-read-token", 207, "PROPFIND", f"/rucio{O4}/", read, headers={"Depth": "1"})
ask("propfind-without-token", REFUSED + (404,), "PROPFIND", f"/rucio{O4}/", headers={"Depth": "1"})
ask("get-missing-file-read-token", 404, "GET", f"/rucio{O4}/nosuch", read)
ask("get-missing-file-without-token", REFUSED, "GET", f"/rucio{O4}/nosuch")
ask("get-missing-file-token-for-another-path", REFUSED, "GET", f"/rucio{O4}/nosuch", mint(f"storage.read:/{RUN}/O3"))

# ---------------------------------------------------------------- the path
ask("put-other", (200, 201), "PUT", G, mint(f"storage.create:{OTHER}"), body=data)
ask("prefix-trick-get", 200, "GET", G, read, note="a token for /O4 also opens /O4-other: 5.5.3 compares strings, not path parts")
ask("prefix-trick-get-scope-with-trailing-slash", 200, "GET", G, mint(f"storage.read:{O4}/"), note="a trailing slash in the scope is removed before that")
ask("prefix-trick-put-over-existing", (200, 201), "PUT", G, modify, body=data, note="and storage.modify:/O4 overwrites there")
ask("get-longer-scope-on-shorter-path", REFUSED, "GET", F, mint(f"storage.read:{OTHER}"))
T3 = mint(f"storage.read:/{RUN}/O3")
ask("get-dotdot", (400, 403), "GET", f"/rucio/{RUN}/O3/../O4/a.gwf", T3)
ask("get-dotdot-encoded", (400, 403), "GET", f"/rucio/{RUN}/O3/%2e%2e/O4/a.gwf", T3)
ask("get-double-slash", (200, 403), "GET", F.replace("/O4/", "//O4/"), read)
ask("get-double-slash-no-right", REFUSED, "GET", F.replace("/O4/", "//O4/"), T3)
ask("get-outside-base-path", (403, 404), "GET", f"{O4}/a.gwf", read)

# ---------------------------------------------------------------- the token
other_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
S = f"storage.read:{O4}"
ask("get-expired-token", REFUSED, "GET", F, mint(S, ttl=-10))
ask("get-wrong-audience", REFUSED, "GET", F, mint(S, aud="https://localhost:1"))
ask("get-audience-wlcg-any", 200, "GET", F, mint(S, aud="https://wlcg.cern.ch/jwt/v1/any"))
ask("get-audience-list", 200, "GET", F, mint(S, aud=f"rucio {AUD}"))
ask("get-audience-missing", REFUSED, "GET", F, mint(S, aud=None, sub="virgo-sub"))
ask("get-wrong-key", REFUSED, "GET", F, mint(S, key=other_key))
ask("get-alg-none", REFUSED, "GET", F, mint(S, key=None, alg="none"))
pem = serialization.load_pem_private_key(SIGNING_KEY, None).public_key().public_bytes(
    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
ask("get-alg-hs256-with-public-key", REFUSED, "GET", F, hs256(S, pem))
ask("get-unknown-kid", REFUSED, "GET", F, mint(S, headers={"kid": "nosuch", "typ": "at+jwt"}))
ask("get-unknown-issuer", REFUSED, "GET", F, mint(S, iss="https://localhost:1"))
ask("get-issuer-with-trailing-slash", REFUSED, "GET", F, mint(S, iss=ISS + "/"))
ask("get-no-expiry", REFUSED, "GET", F, mint(S, exp=None))
ask("get-not-yet-valid", REFUSED, "GET", F, mint(S, nbf=int(time.time()) + 3000))
ask("get-no-subject", REFUSED, "GET", F, mint(S, sub=None))
ask("get-no-nbf-no-jti", 200, "GET", F, mint(S, nbf=None, jti=None))
ask("get-no-wlcg-version", REFUSED, "GET", F, mint(S, **{"wlcg.ver": None}))
ask("get-unknown-subject", 200, "GET", F, mint(S, sub="stranger"), note="by design: the subject is not looked at, only issuer, audience and scope")
ask("get-token-in-the-address", 200, "GET", f"{F}?authz=Bearer%20{read}", note="a token in the URL is taken too; do not, it lands in logs")
ask("get-plain-http", 200, "GET", F, read, plain=True, note="the port answers plain http as well: a client must refuse http:// itself")
short = mint(S, ttl=4)
ask("get-short-token", 200, "GET", F, short)
time.sleep(6)
ask("get-short-token-after-expiry-seen-before", 200, "GET", F, short, note="a token that was accepted stays so for up to 60 s after its first use, expired or not")
short = mint(S, ttl=2)
time.sleep(4)
ask("get-short-token-after-expiry-never-seen", REFUSED, "GET", F, short)

for what, extra, want in (("without token", "", False), ("with token", f"?authz=Bearer%20{read}", True)):
    rc = subprocess.run(["xrdcp", "-f", "-s", f"root://{U.netloc}/{F}{extra}", os.devnull], capture_output=True, timeout=60).returncode
    check(f"root:// read {what}", want, rc == 0)

# ---------------------------------------------------------------- moving, copying, deleting
MV = mint(f"storage.create:/{RUN}/O5")
ask("put-temporary-name", (200, 201), "PUT", f"/rucio/{RUN}/O5/x.tmp", MV, body=data)
to_gwf = {"Destination": f"{BASE}/{RUN}/O5/x.gwf", "Overwrite": "F"}
ask("move-create-token", REFUSED, "MOVE", f"/rucio/{RUN}/O5/x.tmp", MV, headers=to_gwf)         # cannot see whether the target exists
ask("move-create-and-read-token", 201, "MOVE", f"/rucio/{RUN}/O5/x.tmp", mint(f"storage.create:/{RUN}/O5 storage.read:/{RUN}/O5"), headers=to_gwf)
ask("move-out-of-scope", REFUSED, "MOVE", f"/rucio/{RUN}/O5/x.gwf", MV, headers={"Destination": f"{BASE}/{RUN}/O3/x.gwf"})
ask("move-over-existing", REFUSED + (409, 412), "MOVE", F, mint(f"storage.create:/{RUN} storage.read:/{RUN}"), headers=to_gwf)
ask("copy-without-token", REFUSED, "COPY", f"/rucio/{RUN}/O5/c.gwf", headers={"Source": f"{BASE}{O4}/a.gwf", "Credential": "none"})
s, h, d = ask("copy-with-both-tokens", 201, "COPY", f"/rucio/{RUN}/O5/c.gwf", MV, headers={
    "Source": f"{BASE}{O4}/a.gwf", "Credential": "none", "TransferHeaderAuthorization": "Bearer " + read})
check("copy said success", True, b"success" in d)
s, h, d = ask("copy-without-source-token", (201, 403), "COPY", f"/rucio/{RUN}/O5/d.gwf", MV, headers={"Source": f"{BASE}{O4}/a.gwf", "Credential": "none"})
check("copy without the source's token said failure", True, b"success" not in d)
ask("delete-without-token", REFUSED, "DELETE", F)
ask("delete-read-token", REFUSED, "DELETE", F, read)
ask("delete-create-token", REFUSED, "DELETE", F, create)
ask("delete-modify-token", REFUSED, "DELETE", F, modify)                                        # DELETE begins with a stat
ask("delete-modify-and-read-token", (200, 204), "DELETE", F, mint(f"storage.modify:{O4} storage.read:{O4}"))
ask("get-deleted", 404, "GET", F, read)

# ---------------------------------------------------------------- Rucio's own path
from rucio.client import Client  # noqa: E402
from rucio.client.downloadclient import DownloadClient  # noqa: E402
from rucio.client.uploadclient import UploadClient  # noqa: E402
from rucio.common.exception import RucioException  # noqa: E402

RSE, SC = "CNAF-PROTECTED", "virgo"


def client(token=None):
    c = Client()
    if token:                        # as after an OIDC login: the same token goes to Rucio and to the storage
        c.auth_token = c.headers["X-Rucio-Auth-Token"] = token
    return c


plain = client()
both = client(mint("openid profile storage.read:/ storage.create:/", aud=f"rucio {AUD}"))
with tempfile.TemporaryDirectory(prefix="rucio-smoke-") as work:
    ds, name = f"protected-{RUN}", f"V-V1_protected_{RUN}-1400000000-1.gwf"
    path = os.path.join(work, name)
    open(path, "wb").write(data)
    item = {"path": path, "rse": RSE, "did_scope": SC, "did_name": name, "dataset_scope": SC, "dataset_name": ds, "register_after_upload": True}

    def tries(what, fn):
        try:
            fn()
            return "done"
        except (RucioException, OSError) as e:
            print("      ", what, "->", type(e).__name__, str(e).splitlines()[0][:110])
            return "refused"

    check("rucio-clients upload without storage token", "refused", tries("upload", lambda: UploadClient(plain).upload([dict(item)])))
    check("rucio-clients upload, token for the file's own path only", "refused", tries("upload", lambda: UploadClient(client(
        mint(f"openid profile storage.read:/{SC} storage.create:/{SC}", aud=f"rucio {AUD}"))).upload([dict(item)])),
        "Rucio's WebDAV module first asks HEAD for the RSE's prefix, so it needs storage.read on all of it")
    check("rucio-clients upload with token", "done", tries("upload", lambda: UploadClient(both).upload([dict(item)])))

    def download(c, rse, sub):
        DownloadClient(c).download_dids([{"did": f"{SC}:{name}", "base_dir": os.path.join(work, sub), "rse": rse, "no_subdir": True, "force_scheme": "https"}])
        assert open(os.path.join(work, sub, name), "rb").read() == data
    check("rucio-clients download with token", "done", tries("download", lambda: download(both, RSE, "d1")))
    check("rucio-clients download without storage token", "refused", tries("download", lambda: download(plain, RSE, "d2")))
    pfn = list(plain.list_replicas([{"scope": SC, "name": name}], schemes=["https"]))[0]["rses"][RSE][0]
    r = requests.get(pfn, verify=CA, timeout=10)
    check("GET of the catalogue's address without token", 403, r.status_code)

    def wait(what, fn, seconds=90):
        end = time.time() + seconds
        while not fn():
            if time.time() > end:
                return "timeout"
            time.sleep(0.3)
        return "done"

    def state(rid):
        r = plain.get_replication_rule(rid)
        return r["state"]
    ds2, name2 = f"protected2-{RUN}", f"V-V1_protected2_{RUN}-1400000000-1.gwf"
    path2 = os.path.join(work, name2)
    open(path2, "wb").write(data)
    UploadClient(plain).upload([{"path": path2, "rse": "CERN-PROMPT", "did_scope": SC, "did_name": name2, "dataset_scope": SC, "dataset_name": ds2, "register_after_upload": True}])
    to = plain.add_replication_rule([{"scope": SC, "name": ds2}], 1, RSE)[0]
    away = plain.add_replication_rule([{"scope": SC, "name": ds}], 1, "EGO-ARCHIVE")[0]
    check("replication CERN-PROMPT -> CNAF-PROTECTED", "done", wait("rule", lambda: state(to) == "OK"))
    check("replication CNAF-PROTECTED -> EGO-ARCHIVE", "done", wait("rule", lambda: state(away) == "OK"))
    pfn2 = list(plain.list_replicas([{"scope": SC, "name": name2}], schemes=["https"]))[0]["rses"][RSE][0]
    tok = {"Authorization": "Bearer " + mint("storage.read:/")}
    r = requests.get(pfn2, verify=CA, headers=tok, timeout=10)
    check("the replica's bytes", True, r.status_code == 200 and r.content == data)
    plain.update_replication_rule(to, {"lifetime": 1})
    check("reaper deletes from CNAF-PROTECTED", "done", wait("deletion", lambda: requests.head(pfn2, verify=CA, headers=tok, timeout=10).status_code == 404, 120))
    check("the catalogue follows", "done", wait("catalogue", lambda: RSE not in list(plain.list_replicas([{"scope": SC, "name": name2}], schemes=["https"]))[0]["rses"], 60))
    plain.update_replication_rule(away, {"lifetime": 1})

print(f"{len(known)} known weaknesses as expected" if known else "")
if failed:
    sys.exit("FAIL: " + "; ".join(failed))
print("PASS")
