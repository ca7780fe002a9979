"""Programs that the tests need and Python packages do not carry.

`python -m tests.programs` makes sure that they are there; `make test` runs that once at set-up, so
that the tests themselves only ever find a program and never install one at the same time.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

REMEDY = """hledger, which checks our export with eyes that are not ours, was not found. Do one of these:
1. on Debian or Ubuntu: sudo apt-get install hledger
2. elsewhere: install it from https://hledger.org/install and have it on the PATH"""


def find_hledger() -> str:
    """Return the path of hledger.

    Raises RuntimeError, with what to do about it, when it is not installed.
    """
    path = shutil.which("hledger")
    if path is None:
        raise RuntimeError(REMEDY)
    return path


def install_by_apt(*names: str) -> str | None:
    """Install the first of some packages that apt-get has, if we may; return its program's path."""
    if not shutil.which("apt-get"):
        return None
    sudo = [] if _is_root() else ["sudo", "-n"]
    if sudo and not (shutil.which("sudo") and run([*sudo, "true"])):
        return None
    apt = [*sudo, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    run([*apt, "update"])
    for name in names:
        if run([*apt, "install", "-y", name]):
            return shutil.which(name)
    return None


def run(command: Sequence[str | Path]) -> bool:
    """Run an installer, its words going to standard error; tell whether it succeeded."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False)
    return done.returncode == 0


def _is_root() -> bool:
    return sys.platform != "win32" and os.geteuid() == 0


if __name__ == "__main__":
    if not shutil.which("hledger"):
        install_by_apt("hledger")
    try:
        find_hledger()
    except RuntimeError as problem:
        sys.exit(str(problem))
