"""Walk through all that a role can reach by links from its first page, papers included."""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pypdf
from werkzeug.test import TestResponse

from tests.web.browser import Browser

_HREF = re.compile(r'href="([^"]+)"')
_TAGS = re.compile(r"<[^>]+>")
_NUMBER = re.compile(r"\d+")
MOST_OF_A_KIND = 4
"""How many pages that differ in their numbers only are opened: one list has 783 members."""


@dataclass(frozen=True, slots=True)
class Found:
    """One address that a link leads to, and everything that can be read there."""

    path: str
    status: int
    text: str


def crawl(browser: Browser, *, of_a_kind: int = MOST_OF_A_KIND, more: str = "/") -> Iterator[Found]:
    """Open the first page, ``more``, and every address that is linked from what was opened."""
    waiting, seen, kinds = ["/", more], {"/", more}, Counter[str]()
    while waiting:
        path = waiting.pop(0)
        answer = browser.get(path)
        yield Found(path, answer.status_code, text_of(answer))
        for link in _links(answer):
            kind = _kind(link)
            if link not in seen and kinds[kind] < of_a_kind:
                kinds[kind] += 1
                seen.add(link)
                waiting.append(link)


def text_of(answer: TestResponse) -> str:
    """Return all that an answer tells, whatever it is: page with its tags, paper, spreadsheet."""
    if answer.mimetype == "application/pdf":
        return pdf_text(answer.data)
    if answer.data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
            parts = [book.read(name).decode() for name in book.namelist() if name.endswith(".xml")]
        return unescape("\n".join(parts))
    return unescape(answer.text)


def pdf_text(body: bytes) -> str:
    """Return the words of a PDF and of its properties, without blanks that lay-out put in."""
    reader = pypdf.PdfReader(io.BytesIO(body))
    words = [page.extract_text() for page in reader.pages]
    return " ".join(" ".join([*words, *map(str, (reader.metadata or {}).values())]).split())


def words_of(text: str) -> str:
    """Return the words of a page without its tags."""
    return " ".join(_TAGS.sub(" ", text).split())


def _links(answer: TestResponse) -> list[str]:
    if answer.status_code in {302, 303}:
        return [answer.location]
    if answer.mimetype != "text/html":
        return []
    links = [unescape(link).partition("#")[0] for link in _HREF.findall(answer.text)]
    return [link for link in links if link.startswith("/") and "/static/" not in link]


def _kind(link: str) -> str:
    parts = urlsplit(link)
    names = "&".join(sorted({name for name, _ in parse_qsl(parts.query)}))
    return f"{_NUMBER.sub('#', parts.path)}?{names}"
