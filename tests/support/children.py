"""Processes of their own: to be killed, to be raced, or to become somebody who may do less."""

import os
import subprocess
import sys
from pathlib import Path

Child = subprocess.Popen[str]


def start(script: str, *arguments: str) -> Child:
    """Start a script that sees the modules this process sees; its output comes line by line."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.Popen(
        [sys.executable, "-X", "utf8", "-u", "-c", script, *arguments],
        env=environment,
        cwd=Path(arguments[0]).parent if arguments and "://" not in arguments[0] else None,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )


def run(script: str, *arguments: str) -> str:
    """Run a script to its end; return what it said."""
    with start(script, *arguments) as child:
        said, _ = child.communicate(timeout=60)
    return said.strip()
