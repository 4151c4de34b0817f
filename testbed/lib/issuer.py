"""A small OpenID Connect issuer on loopback (HTTPS): discovery, JWKS, token, introspection, userinfo.

It stands in for INDIGO IAM: RS256 tokens with the claims of the WLCG profile, no login page. POST /token knows the
clients of conf/clients.json; POST /any/token gives any token to whoever asks, for tests.
"""
import base64
import binascii
import hmac
import json
import os
import ssl
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlparse

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

PORT = int(os.environ["TB_OIDC_PORT"])
CERTS, SECRETS, HERE = (os.environ[k] for k in ("TB_CERTS", "TB_SECRETS", "TB_HERE"))
ISSUER = f"https://localhost:{PORT}"
KEYFILE = os.path.join(CERTS, "oidc-signing.key")
DEFAULT_TYP = os.environ.get("TB_OIDC_TYP", "at+jwt")       # "none": tokens have no typ unless asked for


def signing_key():
    if os.path.exists(KEYFILE):
        with open(KEYFILE, "rb") as file:
            return serialization.load_pem_private_key(file.read(), None)
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    fd = os.open(KEYFILE, os.O_WRONLY | os.O_CREAT, 0o600)
    os.write(fd, made.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                    serialization.NoEncryption()))
    os.close(fd)
    return made


def secret_of(client):
    with open(os.path.join(SECRETS, client + ".secret"), encoding="ascii") as file:
        return file.read().strip()


def b64(n):
    return base64.urlsafe_b64encode(n.to_bytes((n.bit_length() + 7) // 8, "big")).rstrip(b"=").decode()


key = signing_key()
pub = key.public_key().public_numbers()
with open(os.path.join(HERE, "conf", "clients.json"), encoding="utf-8") as registry:
    CLIENTS = json.load(registry)
SECRET_OF = {client: secret_of(client) for client in CLIENTS}
# what a client may be heard by: Rucio, the storage (by address, host or WLCG's "any"), and services, which have names of their own
AUDIENCES = ["rucio", "localhost", "https://wlcg.cern.ch/jwt/v1/any", "https://localhost:*", "http://127.0.0.1:*", "https://*.strainlake"]
JWKS = {"keys": [{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "testbed-1", "n": b64(pub.n), "e": b64(pub.e)}]}
DISCOVERY = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/authorize",
    "token_endpoint": f"{ISSUER}/token",
    "userinfo_endpoint": f"{ISSUER}/userinfo",
    "introspection_endpoint": f"{ISSUER}/introspect",
    "jwks_uri": f"{ISSUER}/jwk",
    "registration_endpoint": f"{ISSUER}/register",
    "scopes_supported": ["openid", "profile", "wlcg", "wlcg.groups", "storage.read:/", "storage.create:/", "storage.modify:/"],
    "response_types_supported": ["code"],
    "grant_types_supported": ["client_credentials"],
    "subject_types_supported": ["public"],
    "id_token_signing_alg_values_supported": ["RS256"],
    "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
    "claims_supported": ["sub", "iss", "aud", "exp", "iat", "nbf", "jti", "scope", "wlcg.ver", "wlcg.groups"],
}


class Refused(Exception):
    """A token request that is answered with an error of RFC 6749 §5.2."""

    def __init__(self, status, error, description):
        super().__init__(description)
        self.status, self.error = status, error


def mint(client, sub, aud, scope, ttl, groups, typ):
    now = int(time.time())
    claims = {"iss": ISSUER, "sub": sub, "aud": aud[0] if len(aud) == 1 else aud, "scope": scope, "iat": now, "nbf": now,
              "exp": now + ttl, "jti": str(uuid.uuid4()), "client_id": client, "wlcg.ver": "1.0", "wlcg.groups": groups or None}
    # PyJWT puts typ: JWT into every header unless it is None
    return jwt.encode({k: v for k, v in claims.items() if v is not None}, key, algorithm="RS256",
                      headers={"kid": "testbed-1", "typ": None if typ == "none" else typ})


def covers(allowed, asked):
    """Whether an allowed scope covers the one asked for: the same, or a storage scope over a parent path."""
    if allowed == asked:
        return True
    what, colon, base = allowed.partition(":")
    if not allowed.startswith("storage.") or not colon or not asked.startswith(what + ":/"):
        return False
    base, path = ([part for part in p.split("/") if part] for p in (base, asked[len(what) + 1:]))
    return ".." not in path and path[:len(base)] == base


def hears(allowed, audience):
    """An address pattern holds one star, for a port or the first part of a host name."""
    if "*" not in allowed:
        return allowed == audience
    head, tail = allowed.split("*")
    star = audience[len(head):len(audience) - len(tail)]
    return audience.startswith(head) and audience.endswith(tail) and star.replace("-", "").isalnum()


def credentials(header, form):
    if not header:
        return form.get("client_id", ""), form.get("client_secret", "")
    try:
        kind, _, value = header.partition(" ")
        client, _, secret = base64.b64decode(value, validate=True).decode().partition(":")
        return (unquote(client), unquote(secret)) if kind.lower() == "basic" else ("", "")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""


def registered(header, form):
    """A token for a client of the registry."""
    client, secret = credentials(header, form)
    if client not in CLIENTS or not hmac.compare_digest(secret.encode(), SECRET_OF[client].encode()):
        raise Refused(401, "invalid_client", "Bad credentials")
    if form.get("grant_type") != "client_credentials":
        raise Refused(400, "unsupported_grant_type" if form.get("grant_type") else "invalid_request", "only client_credentials")
    known = CLIENTS[client]
    scopes = form.get("scope", "").split() or known["scopes"]
    for scope in scopes:
        if not any(covers(allowed, scope) for allowed in known["scopes"]):
            raise Refused(400, "invalid_scope", f"Invalid scope: {scope}")
    aud = form.get("audience", "").split()
    for audience in aud:
        if not any(hears(allowed, audience) for allowed in known.get("audiences", AUDIENCES)):
            raise Refused(400, "invalid_request", f"Audience not allowed: {audience}")
    groups = known.get("groups") if "wlcg.groups" in scopes else None
    scope = " ".join(scopes)
    typ = form.get("typ") or known.get("typ") or DEFAULT_TYP
    return scope, 3600, mint(client, known["sub"], aud or ["https://wlcg.cern.ch/jwt/v1/any"], scope, 3600, groups, typ)


def anything(_header, form):
    """A token of any content, for whoever asks: the test bed's own doing, no issuer has this."""
    scope, ttl = form.get("scope", "openid profile"), int(form.get("ttl", 3600))
    return scope, ttl, mint(form.get("client_id", "anybody"), form.get("sub", "virgo-sub"), form.get("audience", "rucio").split(),
                            scope, ttl, form.get("groups", "").split(), form.get("typ") or DEFAULT_TYP)


def claims_of(token):
    return jwt.decode(token, key.public_key(), algorithms=["RS256"], options={"verify_aud": False})


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 120

    def log_message(self, *_):
        pass

    def reply(self, code, obj):
        body = json.dumps(obj).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def form(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        return {k: v[0] for k, v in parse_qs(body).items()}

    def do_GET(self):
        path = urlparse(self.path).path
        if path == "/.well-known/openid-configuration":
            return self.reply(200, DISCOVERY)
        if path == "/jwk":
            return self.reply(200, JWKS)
        if path == "/userinfo":
            try:
                c = claims_of((self.headers.get("Authorization") or "").removeprefix("Bearer "))
            except jwt.PyJWTError as refused:
                return self.reply(401, {"error": "invalid_token", "error_description": str(refused)})
            return self.reply(200, {"sub": c["sub"], "preferred_username": c["sub"], "groups": c.get("wlcg.groups", [])})
        return self.reply(404, {"error": "not_found"})

    def do_POST(self):
        path, form = urlparse(self.path).path, self.form()
        if path in ("/token", "/any/token"):
            give = registered if path == "/token" else anything
            try:
                scope, ttl, token = give(self.headers.get("Authorization"), form)
            except Refused as refused:
                return self.reply(refused.status, {"error": refused.error, "error_description": str(refused)})
            return self.reply(200, {"access_token": token, "token_type": "Bearer", "expires_in": ttl, "scope": scope})
        if path == "/introspect":
            try:
                return self.reply(200, dict(claims_of(form.get("token", "")), active=True))
            except jwt.PyJWTError:
                return self.reply(200, {"active": False})
        return self.reply(404, {"error": "not_found"})


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


server = Server(("127.0.0.1", PORT), Handler)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(os.path.join(CERTS, "host.pem"), os.path.join(CERTS, "host.key"))
server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
print("issuer", ISSUER, flush=True)
server.serve_forever()
