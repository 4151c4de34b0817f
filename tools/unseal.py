#!/usr/bin/env python3
"""Opens files that Strainlake sealed, with the released key of their dataset or with the key-encryption key.

  unseal.py FILE --did virgo:V-V1_HOFT-1400000001-1.h5.sealed --key KEYSET.json
  unseal.py FILE... --scope virgo --url https://keys.example/... [--out DIR]
  unseal.py FILE... --scope virgo --kek KEK.json --wrapped WRAPPED.jsonl [--out DIR]

A file opens only under the DID that it was sealed under: --did for one file, --scope for files that have the name of
their DID. What is in FILE goes to the same name without ".sealed", in DIR or beside FILE: first under a temporary name,
under its own only when every byte of it is verified and on the disk. Nothing is overwritten. Memory does not grow with
the size of a file.

The key: --key reads a released keyset from a file, --url gets it, with the bearer token of BEARER_TOKEN,
BEARER_TOKEN_FILE, $XDG_RUNTIME_DIR/bt_u$UID or /tmp/bt_u$UID if there is one. --kek and --wrapped open exported wrapped
keys, an object a line {"dataset", "keysetId", "kekId", "wrapped"}; of several each file takes the one that opens it.

Exit codes: 0 every file was opened; 1 at least one was not, see the messages; 2 wrong usage; 3 there is no key, or
something is missing.
"""

import argparse
import base64
import binascii
import errno
import io
import json
import os
import re
import signal
import stat
import sys
import urllib.error
import urllib.parse
import urllib.request

NOT_OPENED, NO_KEY = 1, 3  # argparse ends with 2

try:
    import tink
    from tink import aead, json_proto_keyset_format, proto_keyset_format, secret_key_access, streaming_aead
except ImportError:
    tink = None  # said when it is needed: --help is not

SUFFIX = ".sealed"
DID = re.compile(r"[\w.-]{1,25}:[/A-Za-z0-9][/\w.-]{0,249}", re.ASCII)
TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")
PIECE = 1 << 20
LONGEST_KEY = 1 << 16
TIMEOUT_SECONDS = 30


class NoKey(Exception):
    """There is no key to open anything with; the text says why and quotes no secret."""


class NotOpened(Exception):
    """One file was not opened."""


class Source(io.RawIOBase):
    """A file that remembers its own failure, which tink does not tell from bytes that are not genuine."""

    def __init__(self, path):
        super().__init__()
        self._file = open(path, "rb", buffering=0)
        self.failure = None

    def readable(self):
        return True

    def readinto(self, buffer):
        try:
            return self._file.readinto(buffer)
        except OSError as failure:
            self.failure = failure
            raise

    def close(self):
        self._file.close()
        super().close()


class NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirect would carry the token to another host."""

    def redirect_request(self, *_):
        return None


def main():
    arguments = parse(sys.argv[1:])
    if tink is None:
        complain("needs the package tink: pip install -r tools/requirements.txt")
        return NO_KEY
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        aead.register()
        streaming_aead.register()
        keys = Keys(arguments)
    except NoKey as refusal:
        complain(refusal)
        return NO_KEY
    opened = 0
    for path in arguments.files:
        try:
            print(unseal(path, arguments.did or f"{arguments.scope}:{os.path.basename(path)}", keys, arguments.out))
            opened += 1
        except NoKey as refusal:
            complain(refusal)
            return NO_KEY
        except NotOpened as refusal:
            complain(f"{path}: {refusal}")
        except OSError as failure:
            complain(f"{path}: {failure.strerror or failure}" + (f": {failure.filename}" if failure.filename else ""))
    return 0 if opened == len(arguments.files) else NOT_OPENED


def parse(words):
    parser = argparse.ArgumentParser(
        prog="unseal.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="a sealed file")
    parser.add_argument("--did", help="its DID, scope:name; for one file")
    parser.add_argument("--scope", help="the scope of all files, whose names are those of their DIDs")
    parser.add_argument("--key", metavar="KEYSET.json", help="the released key of the dataset")
    parser.add_argument("--url", help="where the key of the dataset is given out")
    parser.add_argument("--kek", metavar="KEK.json", help="the key-encryption keys; with --wrapped")
    parser.add_argument("--wrapped", metavar="WRAPPED.jsonl", help="wrapped keys of datasets; with --kek")
    parser.add_argument("--out", metavar="DIR", help="where the opened files go; must be there")
    arguments = parser.parse_args(words)
    if (arguments.did is None) == (arguments.scope is None):
        parser.error("give either --did or --scope")
    if arguments.did is not None and len(arguments.files) != 1:
        parser.error("--did is the DID of one file; for several give --scope")
    if (arguments.kek is None) != (arguments.wrapped is None):
        parser.error("--kek and --wrapped go together")
    if sum(given is not None for given in (arguments.key, arguments.url, arguments.kek)) != 1:
        parser.error("give one of --key, --url, and --kek with --wrapped")
    if arguments.out is not None and not os.path.isdir(arguments.out):
        parser.error(f"{arguments.out} is not a directory")
    for path in arguments.files:
        did = arguments.did or f"{arguments.scope}:{os.path.basename(path)}"
        if not DID.fullmatch(did) or not did.endswith(SUFFIX):
            parser.error(f"{did} is not the DID of a sealed file, scope:name{SUFFIX}")
    return arguments


class Keys:
    """The keys of one or more datasets. Which of them is a file's is found by trying, the last one first."""

    def __init__(self, arguments):
        self._tried = []
        self._waiting = []
        if arguments.kek is not None:
            self._kek = read_keks(arguments.kek)
            self._waiting = read_wrapped(arguments.wrapped)
        else:
            text = fetch(arguments.url) if arguments.url is not None else read_key(arguments.key)
            self._tried.append(primitive(lambda: parse_clear(text), "what was given as the key of the dataset"))

    def __iter__(self):
        yield from list(self._tried)
        while self._waiting:
            try:
                key = unwrap(self._kek, *self._waiting.pop(0))
            except NoKey as refusal:
                complain(refusal)
                continue
            self._tried.append(key)
            yield key
        if not self._tried:
            raise NoKey("no key is left to open anything with")

    def first(self, key):
        self._tried.remove(key)
        self._tried.insert(0, key)


def unseal(path, did, keys, out):
    name = os.path.basename(did.split(":", 1)[1])[: -len(SUFFIX)]
    target = os.path.join(os.path.dirname(path) if out is None else out, name)
    if os.path.lexists(target):
        raise NotOpened(f"{target} is there already")
    plain = begin(path, did, keys)
    with plain:
        write(plain, did, target)
    return target


def begin(path, did, keys):
    """The first key that opens the first segment; a key that does not fit has given nothing out."""
    for key in keys:
        source = Source(path)
        plain = Verified(key, source, did)
        try:
            plain.peek()
            keys.first(key)
            return plain
        except tink.TinkError:
            plain.close()
            if source.failure is not None:
                raise source.failure from None
        except BaseException:
            plain.close()
            raise
    raise NotOpened(f"is not what was sealed as {did} with this key: damaged, another file, or another key")


class Verified:
    """What is in a sealed file, piece by verified piece."""

    def __init__(self, key, source, did):
        self.source = source
        self._plain = key.new_decrypting_stream(source, did.encode("ascii"))
        self._first = None

    def peek(self):
        self._first = self._plain.read(1)

    def pieces(self):
        piece = self._first
        while piece:
            yield piece
            piece = self._plain.read(PIECE)

    def close(self):
        self._plain.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def write(plain, did, target):
    directory, name = os.path.split(os.path.abspath(target))
    temporary = os.path.join(directory, f".{name}.{os.getpid()}.part")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        with os.fdopen(descriptor, "wb") as file:
            try:
                for piece in plain.pieces():
                    file.write(piece)
            except tink.TinkError:
                if plain.source.failure is not None:
                    raise plain.source.failure from None
                raise NotOpened(f"is not whole: what was sealed as {did} was damaged or cut; nothing is kept of it") from None
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(temporary, target)  # unlike a rename it overwrites nothing
            os.unlink(temporary)
        except FileExistsError:
            raise NotOpened(f"{target} is there already") from None
        except OSError as failure:
            if failure.errno not in (errno.EPERM, errno.ENOTSUP, errno.ENOSYS):
                raise
            os.rename(temporary, target)  # a file system without links
        sync(directory)
    except BaseException:
        try:
            os.unlink(temporary)
        except FileNotFoundError:
            pass
        raise


def sync(directory):
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def primitive(parse_keyset, what):
    try:
        return parse_keyset().primitive(streaming_aead.StreamingAead)
    except (tink.TinkError, ValueError):
        raise NoKey(f"{what} is not a keyset that seals files") from None  # the reason may quote the secret


def parse_clear(text):
    return json_proto_keyset_format.parse(text, secret_key_access.TOKEN)


def read_key(path):
    try:
        with open(path, encoding="utf-8") as file:
            return file.read(LONGEST_KEY)
    except UnicodeDecodeError:
        raise NoKey(f"{path} is not text") from None
    except OSError as failure:
        raise NoKey(f"{path} cannot be read: {failure.strerror}") from None


def read_keks(path):
    try:
        mode = os.stat(path).st_mode
    except OSError as failure:
        raise NoKey(f"{path} cannot be read: {failure.strerror}") from None
    if mode & (stat.S_IRWXO | stat.S_IWGRP):
        raise NoKey(f"{path} may be read or written by others; chmod 600 it")
    text = read_key(path)
    try:
        return parse_clear(text).primitive(aead.Aead)
    except (tink.TinkError, ValueError):
        raise NoKey(f"{path} is not a keyset of key-encryption keys") from None


def read_wrapped(path):
    found = []
    try:
        with open(path, encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    found.append(wrapped_key(line, f"{path}, line {number}"))
    except UnicodeDecodeError:
        raise NoKey(f"{path} is not text") from None
    except OSError as failure:
        raise NoKey(f"{path} cannot be read: {failure.strerror}") from None
    if not found:
        raise NoKey(f"{path} holds no wrapped key")
    return found


def wrapped_key(line, where):
    try:
        fields = json.loads(line)
        dataset, kek_id = fields["dataset"], fields["kekId"]
        wrapped = base64.b64decode(fields["wrapped"], validate=True)
    except (ValueError, KeyError, TypeError, binascii.Error):
        raise NoKey(f"{where}: not a wrapped key") from None
    if not isinstance(dataset, str) or not DID.fullmatch(dataset):
        raise NoKey(f"{where}: not a wrapped key")
    return dataset, str(kek_id), wrapped


def unwrap(kek, dataset, kek_id, encrypted):
    try:
        handle = proto_keyset_format.parse_encrypted(encrypted, kek, dataset.encode("ascii"))
    except tink.TinkError:
        raise NoKey(
            f"the wrapped key of {dataset} was changed, or its key-encryption key {kek_id} is not among those given"
        ) from None
    return primitive(lambda: handle, f"the wrapped key of {dataset}")


def fetch(url):
    parts = urllib.parse.urlsplit(url)
    local = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if parts.scheme != "https" and not (parts.scheme == "http" and local):
        raise NoKey("a key is only got over https")
    request = urllib.request.Request(url, headers={"Accept": "application/json"})
    token = bearer_token()
    if token is not None:
        request.add_unredirected_header("Authorization", f"Bearer {token}")
    try:
        with urllib.request.build_opener(NoRedirects).open(request, timeout=TIMEOUT_SECONDS) as answer:
            return answer.read(LONGEST_KEY).decode("utf-8")
    except urllib.error.HTTPError as refusal:
        with_token = "with" if token is not None else "without"
        raise NoKey(f"{where(parts)} answers {refusal.code} to a request {with_token} a token") from None
    except UnicodeDecodeError:
        raise NoKey(f"{where(parts)} answers with something else than a key") from None
    except (OSError, ValueError) as failure:
        raise NoKey(f"{where(parts)} cannot be asked: {getattr(failure, 'reason', failure)}") from None


def where(parts):
    return f"{parts.hostname}{parts.path}"


def bearer_token():
    """WLCG bearer token discovery: the first place that is there counts."""
    if os.environ.get("BEARER_TOKEN", "").strip():
        return checked(os.environ["BEARER_TOKEN"], "BEARER_TOKEN")
    named = os.environ.get("BEARER_TOKEN_FILE")
    if named:
        return checked(read_key(named), named)
    for directory in (os.environ.get("XDG_RUNTIME_DIR"), "/tmp"):
        path = os.path.join(directory, f"bt_u{os.geteuid()}") if directory else None
        if path and os.path.isfile(path):
            if os.stat(path).st_uid != os.geteuid():
                raise NoKey(f"{path} belongs to another user")
            return checked(read_key(path), path)
    return None


def checked(text, where_from):
    token = text.strip()
    if not TOKEN.fullmatch(token):
        raise NoKey(f"{where_from} holds no bearer token")
    return token


def complain(what):
    print(f"unseal.py: {what}", file=sys.stderr)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
