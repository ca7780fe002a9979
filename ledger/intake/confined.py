"""Run a parser of ours in a process of its own, which may be killed at any moment.

The child sees neither our environment nor our working directory; what it may use up it lowers
itself before it reads the first byte (``child.limit_resources``).
"""

import logging
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO

MAX_SECONDS = 20

# -I hides the working directory and the environment from the child, so the package's own place
# is handed over as an argument.
ROOT = str(Path(__file__).resolve().parents[2])
# Only what an interpreter may need in order to start: the child must not see our secrets.
_VARIABLES = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TEMP", "TMP")

_log = logging.getLogger(__name__)


class Stopped(Exception):
    """The child took too long, ran out of something, or crashed."""


def run_confined(
    program: str, arguments: Sequence[str], *, question: IO[bytes], answer: IO[bytes]
) -> None:
    """Run a program of ours on a question; its answer is in the other file afterwards.

    Raises:
        Stopped: it did not come to an end of its own.

    """
    environment = {key: os.environ[key] for key in _VARIABLES if key in os.environ}
    try:
        finished = subprocess.run(  # noqa: S603 - our own interpreter, our own code, no user text
            [sys.executable, "-I", "-c", program, *arguments],
            stdin=question,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            timeout=MAX_SECONDS,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Stopped from None
    if finished.returncode != 0:
        # Memory or processor ran out in the parser, or it crashed; the file itself is not logged.
        _log.warning("A file's reader ended with code %s.", finished.returncode)
        raise Stopped
