"""Read a page as a browser does: its forms with what they would send, its links, its words."""

import re
from collections import Counter
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

from ledger.names import mark_hidden

Pair = tuple[str, str]
_NOT_SENT = frozenset({"submit", "button", "image", "reset", "file"})


@dataclass
class PageForm:
    """One form of a page; ``pairs`` is what it sends if nothing is touched."""

    method: str
    action: str
    pairs: list[Pair] = field(default_factory=list)
    boxes: set[str] = field(default_factory=set)
    """The names of all controls, those that send nothing yet included."""

    def get(self, name: str) -> str:
        """Return what a box holds, '' without one."""
        return next((value for found, value in self.pairs if found == name), "")

    def filled(self, changed: dict[str, str]) -> "PageForm":
        """Return the form with other values in its boxes, or with boxes that it does not have."""
        kept = [pair for pair in self.pairs if pair[0] not in changed]
        return PageForm(self.method, self.action, [*kept, *changed.items()], self.boxes)

    def differing(self, sent: "PageForm", *, but: frozenset[str]) -> list[Pair]:
        """Return what was sent and this form does not hold any more; hidden signs are marked."""
        shown = [(name, mark_hidden(value)) for name, value in sent.pairs]
        missing = Counter(shown) - Counter(self.pairs)
        return [(name, value) for name, value in missing if value and name not in but]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[PageForm] = []
        self.links: list[str] = []
        self._form: PageForm | None = None
        self._area: tuple[str, list[str]] | None = None
        self._select = ""
        self._options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in a control, a form or a link."""
        facts = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in facts:
            self.links.append(facts["href"])
        if tag == "form":
            self._form = PageForm(facts.get("method", "get"), facts.get("action", ""))
            self.forms.append(self._form)
        if self._form is None:
            return
        name = facts.get("name", "")
        if name:
            self._form.boxes.add(name)
        if tag == "input" and name and facts.get("type", "text") not in _NOT_SENT:
            ticked = facts.get("type") not in {"checkbox", "radio"} or "checked" in facts
            if ticked:
                self._form.pairs.append((name, facts.get("value", "")))
        elif tag == "textarea":
            self._area = (name, [])
        elif tag == "select":
            self._select, self._options = name, []
        elif tag == "option":
            self._options.append((facts.get("value", ""), "selected" in facts))

    def handle_data(self, data: str) -> None:
        """Take in the text of a box of several lines."""
        if self._area:
            self._area[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        """Close a control or a form."""
        if self._form is None:
            return
        if tag == "textarea" and self._area:
            self._form.pairs.append((self._area[0], "".join(self._area[1]).removeprefix("\n")))
            self._area = None
        elif tag == "select" and self._options:
            chosen = [value for value, selected in self._options if selected]
            self._form.pairs.append((self._select, (chosen or [self._options[0][0]])[0]))
        elif tag == "form":
            self._form = None


def forms_of(html: str) -> list[PageForm]:
    """Return the forms of a page, in its order."""
    reader = _Reader()
    reader.feed(html)
    return reader.forms


def form_with(html: str, box: str) -> PageForm:
    """Return the form that has a box of this name; it posts."""
    found = [form for form in forms_of(html) if box in form.boxes and form.method == "post"]
    assert found, f"no form with {box}"
    return found[0]


def links_of(html: str) -> list[str]:
    """Return where the links of a page lead."""
    reader = _Reader()
    reader.feed(html)
    return reader.links


def words_of(html: str) -> str:
    """Return the words of a page without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def agreed_in(html: str) -> dict[str, str]:
    """Return the one box by which a page lets its user agree."""
    (token,) = re.findall(r'name="agreed" value="([^"]+)"', html)
    return {"agreed": unescape(token)}


def without_tokens(html: str) -> str:
    """Return a page without what differs at every look: the token and a form's new key."""
    return re.sub(r'name="(csrf_token|submission_key)" value="[^"]+"', r'name="\1"', html)
