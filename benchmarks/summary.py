"""Figures of a rehearsal's report in the words of the plain tools, and the medians of several turns.

    summary.py report clients|attaching|backlog REPORT_JSON
    summary.py medians PLAIN_JSONL STRAINLAKE_JSONL
"""
import datetime
import json
import pathlib
import statistics
import sys


def of_report(what: str, file: str) -> dict[str, float]:
    report = json.loads(pathlib.Path(file).read_text(encoding="utf-8"))
    if what == "backlog":
        return {"filesASecond": round(backlog_rate(pathlib.Path(file).with_name("lines.ndjson")), 1)}
    if what == "attaching":
        return {"filesASecond": round(report["rate"]["attachedFilesPerSecond"], 1)}
    legs = {leg["name"]: leg for leg in report["legs"]}
    upload, whole = legs["created-stored"], legs["created-delivered"]
    return {"uploadP50": round(upload["p50Ms"], 1), "uploadP99": round(upload["p99Ms"], 1),
            "wholeP50": round(whole["p50Ms"], 1), "wholeP99": round(whole["p99Ms"], 1)}


def backlog_rate(lines: pathlib.Path) -> float:
    """Files attached in a second after the last one was stored; the first call only sets the clock."""
    chunks = [json.loads(line) for line in lines.read_text(encoding="utf-8").splitlines()]
    all_stored = max(chunk["stored"] for chunk in chunks)
    calls = sorted(chunk["attached"] for chunk in chunks if chunk["attached"] > all_stored)
    begin, end = (datetime.datetime.fromisoformat(calls[at]) for at in (0, -1))
    return sum(at > calls[0] for at in calls) / (end - begin).total_seconds()


def turns(file: str) -> list[dict[str, float]]:
    return [json.loads(line) for line in pathlib.Path(file).read_text(encoding="utf-8").splitlines()]


def medians(plain_file: str, strainlake_file: str) -> None:
    plain, ours = turns(plain_file), turns(strainlake_file)
    for name in ours[0]:
        a = statistics.median(turn[name] for turn in plain)
        b = statistics.median(turn[name] for turn in ours)
        print(f"{name:14} plain {a:8.1f}   Strainlake {b:8.1f}   Strainlake/plain {b / a:6.3f}")


if __name__ == "__main__":
    if sys.argv[1] == "report":
        print(json.dumps(of_report(sys.argv[2], sys.argv[3])))
    else:
        medians(sys.argv[2], sys.argv[3])
