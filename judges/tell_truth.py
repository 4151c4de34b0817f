#!/usr/bin/env python3
"""Tells from the files alone what became of each second of a live rehearsal, and compares that with the book.

Usage: tell_truth.py REPORT

REPORT is what `./rehearse --live` left. No service is asked: of each second from the first to the last that any part of the
report names, the file that the detector wrote (source/), the one that the storage held in the end (stored/) and the one that
was delivered (delivered/) are read by h5py. Sample i of second S must be S + i / rate, so that a file that passes for another
second betrays itself. What was found:

  arrived    the three files are the same byte for byte, and their samples are right
  corrupted  the storage holds other bytes than the detector wrote, and nothing was delivered
  lost       the detector wrote it, and it was not delivered; the storage has it whole or not at all
  absent     there is no such file anywhere

Anything else, such as one wrong byte delivered, is a contradiction. The book (lines.ndjson) must have exactly one line for each
second, and say delivered or late of what arrived, corrupted of what is, lost of what is, and lost with the reason absent-at-source
of what is absent. Prints a table and every disagreement. Exit 0: all agree; 1: something does not; 2: wrong usage.
"""

import json
import os
import re
import sys

import h5py
import numpy

NAME = re.compile(r"([A-Z]+-[A-Za-z0-9_+#]+)-(\d+)-1\.h5")
FOUND = ("arrived", "corrupted", "lost", "absent")
PLACES = ("source", "stored", "delivered")


def read(path):
    with open(path, "rb") as file:
        return file.read()


def wrong_samples(path, gps):
    """What is wrong with the file of a second, as h5py reads it; None if nothing is."""
    try:
        with h5py.File(path, "r") as hdf:
            strain = hdf["strain/Strain"]
            samples = strain[()]
            start, spacing, points = strain.attrs["Xstart"], strain.attrs["Xspacing"], strain.attrs["Npoints"]
            dated, seconds = hdf["meta/GPSstart"][()], hdf["meta/Duration"][()]
    except (OSError, KeyError, ValueError, RuntimeError) as error:
        return "cannot be read: %s" % error
    if samples.dtype != numpy.float64 or samples.ndim != 1 or len(samples) == 0:
        return "holds no samples of 64 bits"
    rate = len(samples)
    if (start, dated, seconds, points) != (gps, gps, 1, rate) or spacing != 1.0 / rate:
        return "is dated GPS %s for %s s, %s points" % (dated, seconds, points)
    right = gps + numpy.arange(rate, dtype=numpy.float64) / rate
    wrong = numpy.flatnonzero(samples != right)
    return "%d samples are wrong, the first is %d" % (len(wrong), wrong[0]) if len(wrong) else None


class Report:
    """What a rehearsal left, by GPS second."""

    def __init__(self, root):
        self.root = root
        self.complaints = []
        self.stems = set()
        self.files = {place: self.list(place) for place in PLACES}
        if len(self.stems) > 1:
            self.complaints.append("files of more than one run: %s" % ", ".join(sorted(self.stems)))
        self.lines = self.book()

    def list(self, place):
        files = {}
        for name in sorted(os.listdir(os.path.join(self.root, place))):
            form = NAME.fullmatch(name)
            if form is None:
                self.complaints.append("%s/%s is no file of the run" % (place, name))
                continue
            self.stems.add(form.group(1))
            gps = int(form.group(2))
            if gps in files:
                self.complaints.append("%s/ has second %d twice" % (place, gps))
            files[gps] = os.path.join(self.root, place, name)
        return files

    def book(self):
        lines = {}
        with open(os.path.join(self.root, "lines.ndjson"), encoding="utf-8") as stream:
            for text in stream:
                if text.strip():
                    line = json.loads(text)
                    if line["gpsStart"] in lines:
                        self.complaints.append("the book has second %d twice" % line["gpsStart"])
                    lines[line["gpsStart"]] = line
        return lines

    def seconds(self):
        """From the first to the last: those of the book and of the files, and every one between them."""
        named = set(self.lines).union(*self.files.values())
        return range(min(named), max(named) + 1) if named else range(0)

    def judge(self, gps):
        """What became of a second, by the files; a sentence that says why if they contradict themselves."""
        paths = {place: files.get(gps) for place, files in self.files.items()}
        if not any(paths.values()):
            return "absent", None
        if paths["source"] is None:
            return None, "was never written, and lies in %s" % ", ".join(place for place in PLACES if paths[place])
        fault = wrong_samples(paths["source"], gps)
        if fault:
            return None, "the detector's own file %s" % fault
        content = {place: read(path) if path else None for place, path in paths.items()}
        if content["delivered"] is not None:
            fault = wrong_samples(paths["delivered"], gps)
            if fault:
                return None, "the delivered file %s" % fault
            if content["delivered"] != content["source"]:
                return None, "other bytes were delivered than were written"
            if content["stored"] is None:
                return None, "was delivered, and the storage has it not"
            if content["stored"] != content["source"]:
                return None, "was delivered, and the storage holds other bytes"
            fault = wrong_samples(paths["stored"], gps)
            return (None, "the stored file %s" % fault) if fault else ("arrived", None)
        if content["stored"] is not None and content["stored"] != content["source"]:
            return "corrupted", None
        return "lost", None


def agrees(found, line):
    fate, reason = line.get("class"), line.get("reason")
    return {
        "arrived": fate in ("delivered", "late"),
        "corrupted": fate == "corrupted",
        "lost": fate == "lost" and reason != "absent-at-source",
        "absent": fate == "lost" and reason == "absent-at-source",
    }[found]


def told(line):
    return line.get("class", "nothing") + (" (%s)" % line["reason"] if "reason" in line else "")


def main():
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        print(__doc__.split("\n\n")[1], file=sys.stderr)
        return 2
    try:
        report = Report(sys.argv[1])
    except (OSError, ValueError, KeyError) as error:
        print("tell_truth.py: no report of a live rehearsal: %s" % error, file=sys.stderr)
        return 2

    complaints = report.complaints
    counts, in_book, judged = dict.fromkeys(FOUND, 0), {found: {} for found in FOUND}, 0
    for gps in report.seconds():
        found, contradiction = report.judge(gps)
        line = report.lines.get(gps)
        if found is None:
            complaints.append("second %d: %s; the book says %s" % (gps, contradiction, told(line or {})))
            continue
        judged += 1
        counts[found] += 1
        if line is None:
            complaints.append("second %d: %s by the files, and not in the book" % (gps, found))
            continue
        in_book[found][told(line)] = in_book[found].get(told(line), 0) + 1
        if not agrees(found, line):
            complaints.append("second %d: %s by the files, %s in the book" % (gps, found, told(line)))
    seconds = report.seconds()
    if not seconds:
        complaints.append("there is no second to judge")
    elif not {seconds[0], seconds[-1]} <= set(report.files["source"]):
        complaints.append("the run begins before the first file of the detector, or ends after its last one")
    if counts["arrived"] != len(report.files["delivered"]):
        complaints.append("%d files were delivered, %d seconds arrived" % (len(report.files["delivered"]), counts["arrived"]))

    if seconds:
        print("GPS %d to %d: %d seconds, %d judged by their files" % (seconds[0], seconds[-1], len(seconds), judged))
    for found in FOUND:
        book = ", ".join("%d %s" % (count, what) for what, count in sorted(in_book[found].items()))
        print("  %-10s %6d   in the book: %s" % (found, counts[found], book or "-"))
    for complaint in complaints:
        print("wrong: " + complaint)
    print("the files and the book agree" if not complaints else "%d things are wrong" % len(complaints))
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
