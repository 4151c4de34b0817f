#!/usr/bin/env python3
"""Checks that every setting in the chart and the compose file is one that its service knows.

A service ignores nothing below strainlake.*, but it says so only when it starts. This reads what each built service tells
about its settings (META-INF/spring-configuration-metadata.json, its own and its libraries') and names each key that is
not among them. Settings below maps and lists have no metadata of their own: their types are read from the classes.
"""

import argparse
import functools
import glob
import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile

import yaml

METADATA = (
    "META-INF/spring-configuration-metadata.json",
    "META-INF/additional-spring-configuration-metadata.json",
)
# Maps that a service binds itself, what it only refers to, and what a library binds unseen: no metadata is made for them.
BOUND_OTHERWISE = {
    "": {
        "spring.cloud.stream.default": "java.lang.Object",
        "spring.cloud.stream.kafka.default": "java.lang.Object",
    },
    "uploader-service": {
        "strainlake.streams": "java.util.Map<java.lang.String,org.strainlake.uploader.stream.StreamSettings>"
    },
    "downloader-service": {
        "strainlake.follows": "java.util.Map<java.lang.String,org.strainlake.downloader.follow.FollowSettings>"
    },
    "lake-emulator": {"strainlake.emulator.data-directory": "java.nio.file.Path"},
}
WHOLE, TRUTH = r"[-+]?\d+", "true|false|on|off|yes|no"
FORMS = {
    **dict.fromkeys(("int", "short", "long", "java.lang.Integer", "java.lang.Short", "java.lang.Long"), WHOLE),
    **dict.fromkeys(("boolean", "java.lang.Boolean"), TRUTH),
    "java.time.Duration": r"[-+]?\d+(ns|us|ms|s|m|h|d)?|[-+]?[Pp].+",
    "org.springframework.util.unit.DataSize": r"[-+]?\d+([KMGT]?B)?",
}
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class Problem(Exception):
    """What keeps the check from being made."""


def canonical(element):
    """The form in which Spring compares an element of a key: dataManagers, data_managers and data-managers are one."""
    return re.sub(r"[-_]", "", element).lower()


def kebab(name):
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"-\1", name).lower()


class Known:
    """What one built service, or the stand-in lake, can be told."""

    def __init__(self, module):
        self.module = module
        jars = glob.glob(os.path.join(ROOT, module, "target", module + "-*-exec.jar"))
        if len(jars) != 1:
            raise Problem(f"{module} is not built: run mvn -B -ntp verify first")
        self.jar = jars[0]
        self.types = {}
        self.refused = {}
        self.classes = tempfile.TemporaryDirectory(prefix="strainlake-settings-")
        with zipfile.ZipFile(self.jar) as jar:
            self._read(jar, "BOOT-INF/classes/")
            self._read(jar, "")  # META-INF stays at the top when a jar is made executable
            for entry in jar.namelist():
                if entry.startswith("BOOT-INF/lib/") and entry.endswith(".jar"):
                    with jar.open(entry) as stream, zipfile.ZipFile(stream) as library:
                        self._read(library, "")
        for name, kind in (BOUND_OTHERWISE[""] | BOUND_OTHERWISE.get(module, {})).items():
            self.types.setdefault(tuple(canonical(part) for part in name.split(".")), kind)

    def _read(self, archive, prefix):
        names = set(archive.namelist())
        for name in names:
            if name.startswith(prefix + "org/strainlake/") and name.endswith(".class"):
                target = os.path.join(self.classes.name, name.removeprefix(prefix))
                os.makedirs(os.path.dirname(target), exist_ok=True)
                with open(target, "wb") as stream:
                    stream.write(archive.read(name))
        for path in METADATA:
            if prefix + path not in names:
                continue
            for item in json.loads(archive.read(prefix + path)).get("properties", []):
                key = tuple(canonical(part) for part in item["name"].split("."))
                self.types.setdefault(key, item.get("type") or "java.lang.Object")
                deprecation = item.get("deprecation") or {}
                if deprecation.get("level") == "error":
                    self.refused[key] = deprecation.get("replacement") or "nothing"

    def fault(self, path, value):
        """What is wrong with one setting; None if nothing is. A path is a list of elements, indexes as int."""
        key = tuple(canonical(part) if isinstance(part, str) else part for part in path)
        for length in range(len(key), 0, -1):
            if key[:length] in self.types:
                if key[:length] in self.refused:
                    return f"gone, now {self.refused[key[:length]]}"
                return self._below(self.types[key[:length]], path[length:], value)
        return "unknown"

    def _below(self, kind, rest, value):
        kind = re.sub(r"@[\w.]+(\([^)]*\))?\s*", "", kind).strip()
        outer, arguments = generic(kind)
        if not rest:
            form = FORMS.get(outer)
            given = str(value).lower() if isinstance(value, bool) else str(value)
            fits = form is None or value is None or "${" in given or re.fullmatch(form, given)
            return None if fits else f"{given} is no {outer.rpartition('.')[2]}"
        if outer.endswith("Map"):
            inner = arguments[1] if len(arguments) == 2 else "java.lang.Object"
            return None if inner.startswith("java.lang.") else self._below(inner, rest[1:], value)
        if isinstance(rest[0], int):
            if outer.endswith(("List", "Set", "Collection", "[]")):
                return self._below(arguments[0] if arguments else kind.removesuffix("[]"), rest[1:], value)
            return f"a list, where one {outer} is expected"
        if outer.startswith("org.strainlake."):
            parts = self._components(outer)
            name = canonical(rest[0])
            if name in parts:
                return self._below(parts[name][1], rest[1:], value)
            return f"unknown; {outer.rpartition('.')[2]} has " + ", ".join(sorted(shown for shown, _ in parts.values()))
        if outer != "java.lang.Object" and outer.startswith("java.") or outer in ("int", "long", "short", "double", "boolean"):
            return f"below a plain {outer}"
        return None  # a library's own nested settings

    @functools.cache
    def _components(self, name):
        told = subprocess.run(
            [os.path.join(os.environ["JAVA_HOME"], "bin", "javap"), "-p", "-cp", self.classes.name, name],
            capture_output=True,
            text=True,
        )
        if told.returncode != 0:
            raise Problem(f"cannot read {name}: {told.stdout.strip()} {told.stderr.strip()}")
        fields = re.findall(r"^ +private final ([^;]+) (\w+);$", told.stdout, re.MULTILINE)
        return {canonical(field): (kebab(field), kind) for kind, field in fields}


def generic(kind):
    """Splits Map<K, V> into Map and [K, V]."""
    if "<" not in kind:
        return kind, []
    outer, _, inner = kind.partition("<")
    inner = inner[: inner.rindex(">")]
    arguments, depth, begin = [], 0, 0
    for at, letter in enumerate(inner):
        depth += {"<": 1, ">": -1}.get(letter, 0)
        if letter == "," and depth == 0:
            arguments.append(inner[begin:at].strip())
            begin = at + 1
    return outer, arguments + [inner[begin:].strip()]


def elements(key):
    """Elements of one YAML key: a.b are two, [a.b] is one, a[0] is a and an index."""
    for bracketed, plain in re.findall(r"\[([^\]]*)\]|([^.\[\]]+)", key):
        yield int(bracketed) if bracketed.isdigit() else bracketed or plain


def leaves(node, path=()):
    if isinstance(node, dict) and node:
        for key, value in node.items():
            yield from leaves(value, path + tuple(elements(str(key))))
    elif isinstance(node, list) and node:
        for at, value in enumerate(node):
            yield from leaves(value, path + (at,))
    elif node not in ({}, []):
        yield path, node


def written(path):
    return re.sub(r"\.\[", "[", ".".join(f"[{part}]" if isinstance(part, int) or "." in part else part for part in path))


def from_defaults(module):
    """Settings that a module has in its jar."""
    for file in sorted(glob.glob(os.path.join(ROOT, module, "src", "main", "resources", "*.yml"))):
        with open(file, encoding="utf-8") as stream:
            for document in yaml.safe_load_all(stream):
                yield module, os.path.relpath(file, ROOT), document


def from_chart(file):
    """Settings of each service in the rendered chart: those of its ConfigMap, and those that are files of its Secrets."""
    with open(file, encoding="utf-8") as stream:
        rendered = [document for document in yaml.safe_load_all(stream) if document]
    for document in rendered:
        labels = document["metadata"].get("labels", {})
        module = labels.get("app.kubernetes.io/component", "") + "-service"
        if document["kind"] == "ConfigMap":
            yield module, "ConfigMap " + document["metadata"]["name"], yaml.safe_load(document["data"]["application.yml"])
        if document["kind"] == "Deployment":
            pod = document["spec"]["template"]["spec"]
            for volume in pod["volumes"]:
                for source in volume.get("projected", {}).get("sources", []):
                    for item in source["secret"]["items"]:
                        if item["path"].startswith("properties/"):
                            setting = item["path"].removeprefix("properties/")
                            yield module, "Secret of " + document["metadata"]["name"], {setting: "secret"}


def from_compose(file):
    """Settings of each service in the compose file: the YAML files and secrets that are mounted into it."""
    with open(file, encoding="utf-8") as stream:
        project = yaml.safe_load(stream)
    for name, service in project["services"].items():
        module = service.get("build", {}).get("args", {}).get("MODULE")
        if not module:
            continue
        for mount in service.get("configs", []):
            source = os.path.join(os.path.dirname(os.path.abspath(file)), project["configs"][mount["source"]]["file"])
            with open(source, encoding="utf-8") as stream:
                for document in yaml.safe_load_all(stream):
                    yield module, f"{os.path.relpath(source, ROOT)} of {name}", document
        for mount in service.get("secrets", []):
            directory, _, setting = mount.get("target", "").rpartition("/")
            if directory.endswith("/properties"):
                yield module, f"secret {mount['source']} of {name}", {setting: "secret"}


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--chart", action="append", default=[], help="rendered objects of the chart")
    arguments.add_argument("--compose", action="append", default=[], help="compose file")
    options = arguments.parse_args()
    known = {}
    faults, checked = [], 0
    given = [s for file in options.chart for s in from_chart(file)] + [s for file in options.compose for s in from_compose(file)]
    given += [s for module in sorted({module for module, _, _ in given}) for s in from_defaults(module)]
    try:
        for module, place, settings in given:
            if module not in known:
                known[module] = Known(module)
            for path, value in leaves(settings):
                checked += 1
                fault = known[module].fault(path, value)
                if fault:
                    faults.append(f"{place}: {written(path)}: {fault}")
    except Problem as problem:
        sys.exit(f"settings: {problem}")
    for fault in sorted(set(faults)):
        print(f"settings: {fault}", file=sys.stderr)
    if faults or not checked:
        sys.exit(f"settings: {len(set(faults))} of {checked} settings are not what their service expects")
    print(f"settings: all {checked} are known to {', '.join(sorted(known))} and of the right form")


if __name__ == "__main__":
    main()
