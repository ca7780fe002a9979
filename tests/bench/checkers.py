"""Let another program check our exported journal: ``checkers hledger|beancount FOLDER``.

The seconds are those of that program's process, its start included, as its users meet it.
"""

import json
import resource
import subprocess
import sys
from pathlib import Path

from tests.bench.town import GIFTS
from tests.programs import find_hledger


def main(checker: str, folder: Path) -> None:
    """Check the journal and print what it took."""
    file = str(folder / f"journal.{checker}")
    command = {
        "hledger": [find_hledger(), "check", "--strict", "-f", file],
        "beancount": [str(Path(sys.executable).with_name("bean-check")), "--no-cache", file],
    }[checker]
    subprocess.run(command, check=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = used.ru_utime + used.ru_stime
    sys.stdout.write(json.dumps({"units": GIFTS, "seconds": seconds}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
