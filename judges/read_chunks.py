#!/usr/bin/env python3
"""Reads delivered chunk files with h5py and gwpy and compares them with the seconds of the source they came from.

Usage: read_chunks.py DELIVERED CHUNKS.jsonl SOURCE.hdf5 [SOURCE.hdf5 ...] [--gwpy-every N]

CHUNKS.jsonl holds an object a line: {"name": file name, "gpsStart": GPS second it is dated, "source": {"file": name
of the source file, "gps": second in it}}; other members are passed over. Strain, quality words and injection words
must be equal bit for bit. Prints one line when all is well (exit 0), else the name of each file and what is wrong
with it (exit 1). Exit 2: wrong usage.
"""

import argparse
import json
import os
import sys
import warnings

import h5py
import numpy

warnings.filterwarnings("ignore")
from gwpy.timeseries import StateVector, TimeSeries  # noqa: E402  (its own warnings are not ours)

WORDS = {
    "quality": ("quality/simple", "DQmask", "DQShortnames", "DQDescriptions"),
    "injection": ("quality/injections", "Injmask", "InjShortnames", "InjDescriptions"),
}


class Source:
    """One source file, whole in memory."""

    def __init__(self, path):
        with h5py.File(path, "r") as hdf:
            strain = hdf["strain/Strain"]
            self.start = int(strain.attrs["Xstart"])
            self.rate = int(round(1 / strain.attrs["Xspacing"]))
            self.strain = strain[()]
            self.words = {kind: hdf[group + "/" + mask][()] for kind, (group, mask, _, _) in WORDS.items()}
            self.bits = {kind: names(hdf, kind) for kind in WORDS}
            self.detector = text(hdf["meta/Detector"][()])


def text(value):
    return value.decode("utf-8") if isinstance(value, bytes) else str(value)


def names(hdf, kind):
    group, _, short, long = WORDS[kind]
    return [[text(name) for name in hdf[group + "/" + dataset][()]] for dataset in (short, long)]


def same(left, right):
    """Equal bit for bit, so that NaN equals NaN."""
    left, right = numpy.asarray(left), numpy.asarray(right)
    return left.dtype.itemsize == right.dtype.itemsize and left.tobytes() == right.tobytes()


def judge(path, chunk, source, with_gwpy):
    """Yields what is wrong with one file."""
    seconds = int(os.path.splitext(chunk["name"])[0].rsplit("-", 1)[1])
    gps, first = chunk["gpsStart"], chunk["source"]["gps"] - source.start
    if first < 0 or (first + seconds) * source.rate > len(source.strain):
        yield "its source has no second %d" % chunk["source"]["gps"]
        return
    strain = source.strain[first * source.rate : (first + seconds) * source.rate]
    words = {kind: mask[first : first + seconds] for kind, mask in source.words.items()}

    with h5py.File(path, "r") as hdf:
        written = hdf["strain/Strain"]
        if not same(written[()], strain):
            yield "h5py reads other strain"
        for name, found, wanted in (
            ("Xstart", written.attrs["Xstart"], gps),
            ("Npoints", written.attrs["Npoints"], len(strain)),
            ("1/Xspacing", 1 / written.attrs["Xspacing"], source.rate),
            ("meta/GPSstart", hdf["meta/GPSstart"][()], gps),
            ("meta/Duration", hdf["meta/Duration"][()], seconds),
            ("meta/Type", text(hdf["meta/Type"][()]), "StrainTimeSeries"),
        ):
            if found != wanted:
                yield "%s is %s, not %s" % (name, found, wanted)
        for kind, (group, mask, _, _) in WORDS.items():
            if hdf[group + "/" + mask].dtype != numpy.uint32 or not same(hdf[group + "/" + mask][()], words[kind]):
                yield "h5py reads other %s words" % kind
            if hdf[group + "/" + mask].attrs["Xstart"] != gps:
                yield "its %s words start elsewhere" % kind
            if names(hdf, kind) != source.bits[kind]:
                yield "its %s bits mean something else" % kind

    if with_gwpy:
        yield from judge_with_gwpy(path, gps, source, strain, words)


def judge_with_gwpy(path, gps, source, strain, words):
    series = TimeSeries.read(path, format="hdf5.gwosc")
    if not same(series.value, strain):
        yield "gwpy reads other strain"
    if series.t0.value != gps or series.sample_rate.value != source.rate or series.dt.unit != "s":
        yield "gwpy reads start %s, rate %s" % (series.t0, series.sample_rate)
    for kind, (group, mask, _, descriptions) in WORDS.items():
        options = {"path": group, "value_dataset": mask, "bits_dataset": descriptions} if kind == "injection" else {}
        try:
            state = StateVector.read(path, format="hdf5.gwosc", **options)
        except TypeError:
            continue  # gwpy before 4 reads no injection words; h5py has judged them
        if not same(state.value.astype(numpy.uint32), words[kind]):
            yield "gwpy reads other %s words" % kind
        if state.t0.value != gps or state.dt.to("s").value != 1:
            yield "gwpy reads %s words from %s, every %s" % (kind, state.t0, state.dt)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("delivered", help="directory of the delivered files")
    parser.add_argument("chunks", help="chunks.jsonl of the run")
    parser.add_argument("sources", nargs="+", help="source files of the replay")
    parser.add_argument("--gwpy-every", type=int, default=1, metavar="N", help="let gwpy read every Nth file only")
    options = parser.parse_args()

    sources = {os.path.basename(path): Source(path) for path in options.sources}
    with open(options.chunks, encoding="utf-8") as lines:
        chunks = [json.loads(line) for line in lines if line.strip()]

    wrong, by_gwpy = [], 0
    for count, chunk in enumerate(chunks):
        path = os.path.join(options.delivered, chunk["name"])
        source = sources.get(os.path.basename(chunk["source"]["file"]))
        if source is None:
            wrong.append((chunk["name"], "its source %s was not given" % chunk["source"]["file"]))
            continue
        with_gwpy = count % options.gwpy_every == 0
        by_gwpy += with_gwpy
        try:
            wrong.extend((chunk["name"], what) for what in judge(path, chunk, source, with_gwpy))
        except (OSError, KeyError, ValueError) as error:
            wrong.append((chunk["name"], "cannot be read: %s" % error))
    unlisted = set(os.listdir(options.delivered)) - {chunk["name"] for chunk in chunks}
    wrong.extend((name, "is in no line of chunks.jsonl") for name in sorted(unlisted))
    if not chunks:
        wrong.append((options.chunks, "lists no chunk"))

    for name, what in wrong:
        print("%s: %s" % (name, what))
    if wrong:
        print("%d of %d files differ" % (len({name for name, _ in wrong}), len(chunks)))
        return 1
    print("%d files read by h5py, %d by gwpy: strain, quality and injection words equal the source bit for bit"
          % (len(chunks), by_gwpy))
    return 0


if __name__ == "__main__":
    sys.exit(main())
