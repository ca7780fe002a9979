"""Read a form through its schema, and keep what was typed for showing it again."""

from collections.abc import Mapping
from functools import cache
from types import TracebackType
from typing import Any, Self

import flask
from marshmallow import ValidationError, fields
from werkzeug.datastructures import MultiDict

from ledger.db import reading
from ledger.errors import Conflict, Doubt, RuleBroken, Unconfirmed
from ledger.intake.attachments import BadFile, TakenFile, take_in
from ledger.names import mark_hidden
from ledger.schemas.fields import STRANGE, ById, FormSchema

CSRF_FIELD = "csrf_token"
WHOLE = ""
"""The key of sentences that belong to no single field."""


AGREED = "agreed"
"""The boxes by which a user agrees to what is likely a slip."""


class Form:
    """One form as it was typed, as it was read, and what is wrong with it.

    Use as a context manager around the service: a refusal of it becomes a sentence of the form,
    and the view shows the form again with ``status``.
    """

    def __init__(self, typed: MultiDict[str, str] | None = None) -> None:
        self.typed: MultiDict[str, str] = MultiDict() if typed is None else typed
        self.values: dict[str, Any] = {}
        self.errors: dict[str, list[str]] = {}
        self.doubts: tuple[Doubt, ...] = ()
        """What the user is asked once more, each with a box to tick."""
        self.status = 422

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong so far."""
        return not self.errors

    def text(self, name: str, default: object = "") -> str:
        """Return what a box shows: what was typed, hidden signs marked, else the default."""
        typed = self.typed.get(name)
        if typed is not None:
            return mark_hidden(typed)
        return "" if default is None else str(default)

    def sentences(self, name: str) -> list[str]:
        """Return what is wrong with one field."""
        return self.errors.get(name, [])

    def refuse(self, sentence: str, field: str | None = None) -> None:
        """Add a sentence, beside its field if it has one."""
        self.errors.setdefault(field or WHOLE, []).append(sentence)

    def __enter__(self) -> Self:
        """Begin to catch what a service refuses."""
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _trace: TracebackType | None,
    ) -> bool:
        """Turn a broken rule or a conflict into a sentence; let everything else go on."""
        if not isinstance(error, RuleBroken | Conflict):
            return False
        if isinstance(error, Unconfirmed):
            self.doubts = error.doubts
            for doubt in error.doubts:
                self.refuse(doubt.sentence, AGREED)
        else:
            self.refuse(str(error), error.field if isinstance(error, RuleBroken) else None)
        self.status = 409 if isinstance(error, Conflict) else 422
        reading(True)
        return True


def load_form(schema: type[FormSchema], *, file: str | None = None) -> Form:
    """Read this request's form; look at ``form.ok`` before using ``form.values``.

    ``file`` names the one box for a file, if the form has one.
    """
    typed: MultiDict[str, str] = MultiDict(flask.request.form)
    typed.poplist(CSRF_FIELD)
    form = Form(typed)
    reader = _reader(schema)
    try:
        form.values = reader.load(_arranged(typed, reader.fields))
    except ValidationError as error:
        _flatten(error.messages_dict, form)
    files = [name for name, _sent in flask.request.files.items(multi=True)]
    if files not in ([], [file]):
        form.refuse(STRANGE, " ".join(files))
    if any(STRANGE in sentences for sentences in form.errors.values()):
        names = [name for name, sentences in form.errors.items() if STRANGE in sentences]
        flask.current_app.logger.warning(
            "strange fields %r posted to %s", [name[:40] for name in names[:5]], flask.request.path
        )
        form.errors = {WHOLE: [STRANGE]}
    return form


def read_upload(form: Form, name: str = "file", *, required: bool = True) -> TakenFile | None:
    """Take the file of a form in, before any lock is held; the form says what is wrong with it.

    Without a file the answer is None, which a form that wants one refuses.
    """
    sent = flask.request.files.get(name)
    if sent is None or not sent.filename:
        if required:
            form.refuse("Chưa chọn tệp.", name)
        return None
    if not form.ok:
        return None  # a picture takes a while; the form comes back anyway, and its box empty
    try:
        return take_in(sent.read(), sent.filename)
    except BadFile as fault:
        form.refuse(str(fault), name)
        return None


def kept_fields(typed: MultiDict[str, str]) -> list[tuple[str, str]]:
    """Return every box but the token, for a page that sends them again; hidden signs marked."""
    return [
        (mark_hidden(name), mark_hidden(value))
        for name, value in typed.items(multi=True)
        if name != CSRF_FIELD
    ]


def form_of(values: Mapping[str, object] | None = None) -> Form:
    """Return a form that shows these values, as for editing; empty without any."""
    shown = {name: str(value) for name, value in (values or {}).items() if value is not None}
    return Form(MultiDict(shown))


@cache
def _reader(schema: type[FormSchema]) -> FormSchema:
    return schema()


def _arranged(
    typed: MultiDict[str, str], declared: Mapping[str, fields.Field[Any]]
) -> dict[str, Any]:
    """Bring flat form fields into the shape of the schema: lists, and ``name[id]`` for rows."""
    arranged: dict[str, Any] = {}
    for key, texts in typed.lists():
        name, bracket, row = key.partition("[")
        if bracket and row.endswith("]") and isinstance(declared.get(name), ById):
            arranged.setdefault(name, {})[row[:-1]] = texts[0]
        elif isinstance(declared.get(key), fields.List):
            arranged[key] = texts
        elif len(texts) > 1 or isinstance(declared.get(key), ById):
            # The same box twice: nobody's browser does that, so nothing is guessed.
            arranged[f"{key}[]"] = texts
        else:
            arranged[key] = texts[0]
    return arranged


def _flatten(messages: Mapping[str, Any], form: Form) -> None:
    """Turn marshmallow's nested messages into sentences by the name of the box."""
    for name, found in messages.items():
        if isinstance(found, Mapping):
            for row, parts in found.items():
                sentences = parts.values() if isinstance(parts, Mapping) else [parts]
                for group in sentences:
                    form.errors.setdefault(mark_hidden(f"{name}[{row}]"), []).extend(group)
        else:
            form.errors.setdefault(WHOLE if name == "_schema" else name, []).extend(found)
