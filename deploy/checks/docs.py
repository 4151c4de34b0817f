#!/usr/bin/env python3
"""Checks that docs/ says what the sources say: rooms and their arrows, prefixes of settings, problem types, links."""

import os
import re
import sys
from pathlib import Path

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as stream:
        return stream.read()


def files(pattern):
    return sorted(path.relative_to(ROOT).as_posix() for path in Path(ROOT).glob(pattern))


def sources(pattern):
    return files(f"*/src/main/java/org/strainlake/**/{pattern}")


def rooms():
    """Each room with what it may use: {"uploader.upload": {"announce", …}}."""
    found = {}
    for path in sources("package-info.java"):
        declared = re.search(r"@ApplicationModule\(\s*allowedDependencies\s*=\s*\{([^}]*)\}", read(path))
        if declared:
            room = os.path.dirname(path).split("org/strainlake/")[1].replace("/", ".")
            found[room] = set(re.findall(r'"([\w.]+)"', declared.group(1)))
    return found


def table(text, heading):
    """Rows of the tables below a heading, up to the next heading of the same or a higher rank."""
    rank = re.match("#+", heading).group()
    section = text.split(f"\n{heading}\n", 1)[1]
    section = re.split(rf"\n#{{1,{len(rank)}}} ", section)[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if re.match(r"\| *`", line)]


def compare(what, expected, documented):
    yield from (f"{what} {name} is not in the docs" for name in sorted(expected - documented))
    yield from (f"{what} {name} is in the docs only" for name in sorted(documented - expected))


def room_faults(architecture):
    declared = rooms()
    documented = {}
    for row in table(architecture, "## Rooms"):
        documented[row[0].strip("`")] = set(re.findall(r"`([\w.]+)`", row[-1]))
    yield from compare("room", set(declared), set(documented))
    for room in sorted(declared.keys() & documented.keys()):
        if declared[room] != documented[room]:
            yield f"room {room} may use {sorted(declared[room])}, the docs say {sorted(documented[room])}"


def setting_faults(architecture):
    declared = set()
    for path in sources("*.java"):
        text = read(path)
        declared.update(re.findall(r'@ConfigurationProperties\(\s*(?:prefix\s*=\s*)?"(strainlake\.[\w.-]+)"', text))
        declared.update(re.findall(r'PREFIX\s*=[^;]*?"(strainlake\.[\w-]+)"', text))
    declared = {prefix for prefix in declared if not prefix.startswith("strainlake.emulator")}
    documented = set()
    for row in table(architecture, "## Settings"):
        documented.update(re.findall(r"`(strainlake\.[a-z.-]+[a-z])", row[0]))
    for prefix in sorted(declared):
        if not any(said == prefix or said.startswith(prefix + ".") for said in documented):
            yield f"settings below {prefix} are not in the docs"
    for said in sorted(documented - {"strainlake.experiments"}):
        if not any(said == prefix or said.startswith(prefix + ".") for prefix in declared):
            yield f"settings below {said} are in the docs only"


def problem_faults(problems):
    declared = set()
    for path in sources("*.java"):
        text = read(path)
        declared.update(re.findall(r'"/problems/([a-z-]+[a-z])"', text))
        declared.update(re.findall(r'Problems\.of\(\s*[^,"]+,\s*"([a-z-]+)"', text))
        if "Problem" in os.path.basename(path):
            declared.update(re.findall(r'"([a-z]+(?:-[a-z]+)+|forbidden)"', text))
    yield from compare("problem", declared - {"status"}, set(re.findall(r"`/problems/([a-z-]+)`", problems)))


def link_faults():
    for path in files("*.md") + files("docs/**/*.md") + files("*/README.md"):
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", read(path)):
            if "://" not in target and not os.path.exists(os.path.join(ROOT, os.path.dirname(path), target)):
                yield f"{path} points to {target}, which is not there"


def main():
    architecture, problems = read("docs/architecture.md"), read("docs/problems.md")
    faults = [
        *room_faults(architecture),
        *setting_faults(architecture),
        *problem_faults(problems),
        *link_faults(),
    ]
    for fault in faults:
        print(f"docs: {fault}", file=sys.stderr)
    if faults:
        sys.exit(f"docs: {len(faults)} faults")
    print(f"docs: {len(rooms())} rooms, settings, problems and links agree with the sources")


if __name__ == "__main__":
    main()
