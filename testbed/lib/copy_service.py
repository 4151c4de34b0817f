"""A copy service that speaks the part of the FTS3 REST interface which Rucio's conveyor uses.

Not FTS. But the bytes really move: each job is one HTTP third-party copy (COPY, pull) between the two
XRootD servers, verified by adler32 on the destination. Jobs live in memory: a lost job is answered
with 404, upon which Rucio itself retries.
"""
import base64
import datetime
import json
import os
import queue
import ssl
import threading
import time
import urllib.error
import urllib.request
import uuid
from http.client import HTTPException, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlencode, urlparse

PORT = int(os.environ["TB_FTS_PORT"])
CERTS = os.environ["TB_CERTS"]
WORKERS = int(os.environ.get("TB_FTS_WORKERS", "4"))
DELAY = float(os.environ.get("TB_FTS_DELAY", "0"))           # seconds added to each copy
FAIL = os.environ.get("TB_FTS_FAIL_SUBSTRING", "")           # copies whose destination holds this fail

ctx = ssl.create_default_context(cafile=os.path.join(CERTS, "ca.pem"))
ctx.load_cert_chain(os.path.join(CERTS, "client.pem"))
jobs, lock, todo = {}, threading.Lock(), queue.Queue()
# storage that wants a token: where the job brings none (Rucio sends tokens only if both ends are davs with
# oidc_support), this service asks the issuer for one, as FTS does when it exchanges or refreshes tokens
PROTECTED = f"localhost:{os.environ['TB_PROTECTED_PORT']}"
ISSUER = f"https://localhost:{os.environ['TB_OIDC_PORT']}"
minted = {}
with open(os.path.join(os.environ["TB_SECRETS"], "copy-service.secret"), encoding="ascii") as file:
    OWN = base64.b64encode(f"copy-service:{file.read().strip()}".encode()).decode()


def storage_token(url, scope):
    if urlparse(https(url)).netloc != PROTECTED:
        return None
    tok, until = minted.get(scope, (None, 0))
    if time.time() > until:
        body = urlencode({"grant_type": "client_credentials", "audience": f"https://{PROTECTED}", "scope": scope}).encode()
        asked = urllib.request.Request(ISSUER + "/token", body, {"Authorization": "Basic " + OWN})
        with urllib.request.urlopen(asked, context=ctx, timeout=20) as r:
            tok = json.load(r)["access_token"]
        minted[scope] = (tok, time.time() + 3000)
    return tok


def bearer(tok, header="Authorization"):
    return {header: "Bearer " + tok} if tok else {}


conns = threading.local()


def utc():
    return datetime.datetime.utcnow().strftime("%Y-%m-%dT%H:%M:%S")


def https(url):
    return url.replace("davs://", "https://", 1)


def ask(method, url, headers=None):
    u = urlparse(https(url))
    cache = conns.__dict__.setdefault("c", {})
    for attempt in (0, 1):
        c = cache.get(u.netloc)
        if c is None:
            c = cache[u.netloc] = HTTPSConnection(u.hostname, u.port, context=ctx, timeout=60)
        try:
            c.request(method, u.path, headers=headers or {})
            r = c.getresponse()
            return r.status, dict((k.lower(), v) for k, v in r.getheaders()), r.read().decode(errors="replace")
        except (OSError, HTTPException):
            c.close()
            cache.pop(u.netloc, None)
            if attempt:
                raise


def adler(url, tok):
    s, h, _ = ask("HEAD", url, {"Want-Digest": "adler32", **bearer(tok)})
    d = dict(x.strip().split("=", 1) for x in h.get("digest", "").split(",") if "=" in x)
    return s, h.get("content-length"), d.get("adler32", "").lower().zfill(8) if d.get("adler32") else None


def copy(src, dst, overwrite, checksum, size, src_tok=None, dst_tok=None):
    if FAIL and FAIL in dst:
        raise RuntimeError("TRANSFER [5] failure asked for by TB_FTS_FAIL_SUBSTRING")
    src_tok = src_tok or storage_token(src, "storage.read:/")
    dst_tok = dst_tok or storage_token(dst, "storage.read:/ storage.modify:/")
    s, n, a = adler(dst, dst_tok)
    if s == 200 and not overwrite:
        raise RuntimeError("DESTINATION [17] Destination file exists and overwrite is not enabled")
    # as FTS does: make the parent directories first (XRootD's COPY does not)
    parts = urlparse(https(dst)).path.split("/")
    base = https(dst)[: -len("/".join(parts))]
    s, _, _ = ask("HEAD", base + "/".join(parts[:-1]) + "/", bearer(dst_tok))
    if s == 404:
        for n in range(3, len(parts)):
            ask("MKCOL", base + "/".join(parts[:n]) + "/", bearer(dst_tok))
    s, _, body = ask("COPY", dst, {"Source": https(src), "Credential": "none", "Overwrite": "T" if overwrite else "F",
                                   "X-Number-Of-Streams": "1", "RequireChecksumVerification": "false",
                                   **bearer(dst_tok), **bearer(src_tok, "TransferHeaderAuthorization")})
    if s not in (200, 201, 202) or "success" not in body.lower():
        why = [x for x in body.splitlines() if "failure" in x.lower()] or [body.strip()[-200:]]
        raise RuntimeError(f"TRANSFER [5] COPY answered {s}: {why[-1]}")
    s, n, a = adler(dst, dst_tok)
    if s != 200:
        raise RuntimeError(f"DESTINATION [2] HEAD answered {s} after the copy")
    if size and n is not None and int(n) != int(size):
        raise RuntimeError(f"DESTINATION [5] size {n} is not {size}")
    want = (checksum or "").split(":")[-1].lower().zfill(8) if (checksum or "").lower().startswith("adler32") else None
    if want and a != want:
        raise RuntimeError(f"DESTINATION [5] adler32 {a} is not {want}")


def worker():
    while True:
        job, f = todo.get()
        try:
            if job["job_state"] == "CANCELED":
                continue
            job["job_state"] = "ACTIVE"
            for e in f["entries"]:
                e["file_state"], e["start_time"] = "ACTIVE", utc()
            done = False
            for e in f["entries"]:
                if done:
                    e["file_state"] = "NOT_USED"
                    continue
                try:
                    if DELAY:
                        time.sleep(DELAY)
                    copy(e["source_surl"], e["dest_surl"], job["overwrite"], f["checksum"], f["filesize"], *e["tokens"])
                    e["file_state"], done = "FINISHED", True
                except Exception as x:  # noqa: BLE001
                    e["file_state"], e["reason"] = "FAILED", str(x)[:500]
                    print(utc(), "copy failed:", e["source_surl"], "->", e["dest_surl"], x, flush=True)
                e["finish_time"] = utc()
            with lock:
                f["ok"] = done
                if all(g["ok"] is not None for g in job["groups"]):
                    oks = [g["ok"] for g in job["groups"]]
                    job["job_state"] = "FINISHED" if all(oks) else "FAILED" if not any(oks) else "FINISHEDDIRTY"
                    print(utc(), "job", job["job_id"], job["job_state"], flush=True)
        except Exception as x:  # noqa: BLE001
            print(utc(), "worker:", x, flush=True)


class H(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *a):
        pass

    def reply(self, code, obj):
        b = json.dumps(obj).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(b)))
        self.end_headers()
        self.wfile.write(b)

    def view(self, jid):
        j = jobs.get(jid)
        if not j:
            return {"job_id": jid, "http_status": "404 Not Found", "http_message": f"No job with the id \"{jid}\" has been found"}
        return {"job_id": jid, "http_status": "200 Ok", "job_state": j["job_state"], "job_type": j["job_type"],
                "job_metadata": j["job_metadata"], "submit_time": j["submit_time"],
                "files": [{k: v for k, v in e.items() if k != "tokens"} for g in j["groups"] for e in g["entries"]]}

    def do_GET(self):
        p = urlparse(self.path).path.strip("/").split("/")
        if p == [""]:
            return self.reply(200, {"api": {"major": 3, "minor": 0, "patch": 0}, "note": "test bed copy service, not FTS"})
        if p[0] == "whoami":
            return self.reply(200, {"base_id": "01874efb-4735-4595-bc9c-591aef8240c9", "vos": ["testbed"], "user_dn": "/CN=testbed"})
        if p[0] == "jobs" and len(p) >= 2:
            v = [self.view(i) for i in p[1].split(",")]
            if len(p) == 3:
                return self.reply(200, v[0].get("files", []))
            if len(v) == 1:
                return self.reply(404 if v[0]["http_status"].startswith("404") else 200, v[0])
            return self.reply(207 if any(x["http_status"] != "200 Ok" for x in v) else 200, v)
        return self.reply(404, {"status": "404 Not Found"})

    def do_POST(self):
        d = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")
        p = urlparse(self.path).path.strip("/").split("/")
        if p != ["jobs"]:
            return self.reply(200, {})          # change of priority
        par, jid, groups = d.get("params", {}), str(uuid.uuid4()), []
        for f in d["files"]:
            entries = [{"file_state": "SUBMITTED", "source_surl": s, "dest_surl": f["destinations"][0], "reason": None,
                        "start_time": None, "finish_time": None, "staging_start": None, "staging_finished": None,
                        "file_metadata": f.get("metadata", {})} for s in f["sources"]]
            for k, e in enumerate(entries):
                e["tokens"] = [(f.get("source_tokens") or [None] * 99)[k], (f.get("destination_tokens") or [None])[0]]
            groups.append({"entries": entries, "ok": None, "checksum": f.get("checksum"), "filesize": f.get("filesize")})
        job = {"job_id": jid, "job_state": "SUBMITTED", "job_type": "Y" if par.get("multihop") else "N", "groups": groups,
               "job_metadata": par.get("job_metadata") or {}, "submit_time": utc(), "overwrite": bool(par.get("overwrite"))}
        with lock:
            jobs[jid] = job
            for old in list(jobs)[:-20000]:
                del jobs[old]
        for g in groups:
            todo.put((job, g))
        return self.reply(200, {"job_id": jid})

    do_PUT = do_POST

    def do_DELETE(self):
        jid = urlparse(self.path).path.strip("/").split("/")[-1]
        if jid in jobs and jobs[jid]["job_state"] == "SUBMITTED":
            jobs[jid]["job_state"] = "CANCELED"
        return self.reply(200, self.view(jid))


for _ in range(WORKERS):
    threading.Thread(target=worker, daemon=True).start()
srv = ThreadingHTTPServer(("127.0.0.1", PORT), H)
srv.daemon_threads = True
print("copy service on", PORT, flush=True)
srv.serve_forever()
