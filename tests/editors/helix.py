#!/usr/bin/env python3
"""helix.py IN_TREE LANGUAGES_TOML: opens a bad Dockerfile in Helix, with the configuration that we ship, in a tmux of
its own, and puts it right with quick fixes."""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

in_tree, languages = sys.argv[1:]
home = tempfile.mkdtemp(prefix="plimsoll-helix-")
dockerfile = os.path.join(home, "Dockerfile")
tmux = ["tmux", "-L", f"plimsoll{os.getpid()}", "-f", "/dev/null"]

START = """\
FROM python:3.13-slim
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt
CMD gunicorn -w 4 main:app
"""
ORDER = re.compile(
    r"FROM python:3\.13-slim\nWORKDIR /app\n(?s:.*)"
    r"COPY[^\n]* requirements\.txt \.\nRUN pip install -r requirements\.txt\nCOPY[^\n]* \. \.\n"
)


def run(*arguments):
    return subprocess.run(tmux + list(arguments), capture_output=True, text=True, check=True).stdout


def keys(*names):
    run("send-keys", "-t", "p", *names)


def screen():
    return run("capture-pane", "-p", "-t", "p")


def wait(what, condition, seconds=20):
    end = time.time() + seconds
    while time.time() < end:
        if condition(screen()):
            return
        time.sleep(0.05)
    print(screen())
    log = os.path.join(home, "hx.log")
    if os.path.exists(log):
        print(open(log).read()[-4000:])
    raise SystemExit("timed out: " + what)


def go_to(line):
    keys("Escape")
    time.sleep(0.3)
    keys(*str(line), "g", "g")
    wait(f"line {line}", lambda s: f" {line}:1" in s)


def fix(line, title, result):
    go_to(line)
    keys("x", "Space", "a")
    wait(f"the action {title}", lambda s: title in s)
    keys("Enter")
    wait(result, lambda s: result in s)


def write(name, text):
    path = os.path.join(home, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)


def saved():
    """The Dockerfile on disk; Helix moves the old one away before it writes the new one."""
    try:
        with open(dockerfile) as file:
            return file.read()
    except FileNotFoundError:
        return ""


write("Dockerfile", START)
write("requirements.txt", "requests\n")
write(".dockerignore", ".git\n")
write("config/helix/languages.toml", open(languages).read())
environment = dict(os.environ, XDG_CONFIG_HOME=home + "/config", XDG_CACHE_HOME=home + "/cache", LANG="C.UTF-8", TERM="xterm-256color")
start = ["new-session", "-d", "-s", "p", "-x", "140", "-y", "40", f"cd {home} && {in_tree} hx -v --log {home}/hx.log Dockerfile"]
subprocess.run(tmux + start, env=environment, check=True)
try:
    wait("the file", lambda s: "FROM python" in s)
    wait("findings", lambda s: "●" in s or "install" in s and "root" in s)
    go_to(3)
    keys("Space", "k")
    wait("hover", lambda s: "docs.docker.com" in s or "Copies" in s)
    keys("Escape")
    fix(5, "USER", "USER app")
    fix(7, "exec form", 'CMD ["gunicorn", "-w", "4", "main:app"]')
    fix(4, "Copy", "requirements.txt .")
    keys("Escape")
    time.sleep(0.3)
    keys(":", "w", "Enter")
    end = time.time() + 10
    while "USER app" not in saved() and time.time() < end:
        time.sleep(0.05)
    text = saved()
    assert ORDER.match(text), text
    assert 'CMD ["gunicorn", "-w", "4", "main:app"]' in text, text
    assert "\nUSER app\n" in text, text
    write(".dockerignore", "out/[\n")
    keys(":", "o", "Space", ".dockerignore", "Enter")
    wait("a finding in .dockerignore", lambda s: "without" in s)
    keys(":", "q", "!", "Enter")
    time.sleep(0.3)
finally:
    subprocess.run(tmux + ["kill-server"], capture_output=True)
    shutil.rmtree(home, ignore_errors=True)
print("Helix: ok")
