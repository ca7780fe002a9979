"""Find in an .xls what its parser does not tell: faulty cells, and fonts from before Unicode.

An .xls is a small file system (a compound file) whose stream “Workbook” is a row of records. Only
those are looked at that say in which font a text is and which cells show an error; the cells
themselves are the parser's. Where the file is not as it should be nothing is seen: then the letters
tell, and a person confirms.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ledger.intake.legacy_text import code_of_font
from ledger.intake.marks import Run, Seen, error_text

_STREAMS = ("Workbook", "Book")
_LAST_SECTOR = 0xFFFF_FFFA
"""Sector numbers from here on mean that a chain ends."""
_ENTRY_BYTES = 128
_ROOT, _FILE = 5, 2

_BIFF8 = 0x0600
_BOF, _EOF, _CONTINUE = 0x0809, 0x000A, 0x003C
_FONT, _STYLE, _SHEET, _STRINGS = 0x0031, 0x00E0, 0x0085, 0x00FC
_FORMULA, _ERROR, _LABEL, _SHARED_LABEL = 0x0006, 0x0205, 0x0204, 0x00FD
_WIDE, _HAS_MORE, _IS_RICH = 0x01, 0x04, 0x08
_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?",
    0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip


def xls_sheets(body: bytes) -> dict[str, Seen]:
    """Return what is seen in each sheet of an .xls, by its name."""
    try:
        return _Book(list(_records(_CompoundFile(body).stream(_STREAMS)))).sheets()
    except (struct.error, LookupError, ValueError):
        return {}


class _CompoundFile:
    """Find a stream in the file system that an .xls is."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        sector_shift, small_shift = struct.unpack_from("<HH", body, 0x1E)
        self._size, self._small_size = 1 << (sector_shift % 17), 1 << (small_shift % 17)
        directory, _signature, self._least, small_table = struct.unpack_from("<IIII", body, 0x30)
        self._table = self._read_table()
        self._entries = self._chain(directory)
        self._small_table = _numbers(self._chain(small_table))

    def stream(self, names: Sequence[str]) -> bytes:
        """Return the first stream that has one of these names; KeyError if there is none."""
        small = b""
        for place in range(0, len(self._entries) - _ENTRY_BYTES + 1, _ENTRY_BYTES):
            entry = self._entries[place : place + _ENTRY_BYTES]
            length, kind = struct.unpack_from("<HB", entry, 0x40)
            start, size = struct.unpack_from("<II", entry, 0x74)
            if kind == _ROOT:
                small = self._chain(start)
            elif kind == _FILE and entry[: length - 2].decode("utf-16-le", "replace") in names:
                if size >= self._least:
                    return self._chain(start)[:size]
                return self._small_chain(small, start)[:size]
        raise KeyError(names)

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        return self._body[start : start + self._size]

    def _read_table(self) -> tuple[int, ...]:
        """Return for each sector which one follows it."""
        more, count = struct.unpack_from("<II", self._body, 0x44)
        sectors = list(struct.unpack_from("<109I", self._body, 0x4C))
        for _ in range(min(count, len(self._body) // self._size)):
            *listed, more = _numbers(self._sector(more))
            sectors += listed
        used = dict.fromkeys(number for number in sectors if number < _LAST_SECTOR)
        return _numbers(b"".join(map(self._sector, used)))

    def _chain(self, start: int) -> bytes:
        return b"".join(self._sector(number) for number in _follow(start, self._table))

    def _small_chain(self, small: bytes, start: int) -> bytes:
        size = self._small_size
        numbers = _follow(start, self._small_table)
        return b"".join(small[number * size : (number + 1) * size] for number in numbers)


def _follow(start: int, table: Sequence[int]) -> Iterator[int]:
    """Yield the numbers of a chain, each once."""
    seen: set[int] = set()
    while start < _LAST_SECTOR and start not in seen:
        seen.add(start)
        yield start
        start = table[start]


def _numbers(body: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(body) // 4}I", body[: len(body) // 4 * 4])


@dataclass(frozen=True)
class _Record:
    """One record: where it begins, its kind, its bytes, and the pieces that continue them."""

    start: int
    kind: int
    body: bytes
    more: list[bytes] = field(default_factory=list)


def _records(stream: bytes) -> Iterator[_Record]:
    place, record = 0, None
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        body = stream[place + 4 : place + 4 + length]
        if kind == _CONTINUE and record is not None:
            record.more.append(body)
        else:
            if record is not None:
                yield record
            record = _Record(place, kind, body)
        place += 4 + length
    if record is not None:
        yield record


class _Book:
    """Look through the records: fonts, styles and shared texts first, then each sheet."""

    def __init__(self, records: Sequence[_Record]) -> None:
        self._records = records
        self._is_biff8 = struct.unpack_from("<H", records[0].body)[0] == _BIFF8
        self._fonts: list[str] = []
        self._styles: list[int] = []
        self._texts: list[tuple[Run, ...]] = []

    def sheets(self) -> dict[str, Seen]:
        """Return what is seen in each worksheet."""
        places = {record.start: place for place, record in enumerate(self._records)}
        found: dict[str, int] = {}
        for record in self._records:
            if record.kind == _EOF:
                break
            if record.kind == _FONT:
                self._fonts.append(code_of_font(self._name(record.body[14:])) or "")
            elif record.kind == _STYLE:
                self._styles.append(struct.unpack_from("<H", record.body)[0])
            elif record.kind == _SHEET:
                found[self._name(record.body[6:])] = places[
                    struct.unpack_from("<I", record.body)[0]
                ]
            elif record.kind == _STRINGS and any(self._fonts):
                self._texts = [self._runs(text, runs) for text, runs in _shared_texts(record)]
        return {name: self._sheet(place) for name, place in found.items()}

    def _sheet(self, place: int) -> Seen:
        """Look through one sheet; charts inside it are sheets of their own and passed over."""
        seen, depth = Seen(), 0
        for record in self._records[place:]:
            depth += (record.kind == _BOF) - (record.kind == _EOF)
            if not depth:
                break
            if depth == 1 and record.kind in {_FORMULA, _ERROR, _LABEL, _SHARED_LABEL}:
                self._see(seen, record)
        return seen

    def _see(self, seen: Seen, record: _Record) -> None:
        row, column, style = struct.unpack_from("<HHH", record.body)
        fault = _fault(record)
        if fault is not None:
            seen.marks[row, column] = error_text(_ERRORS.get(fault, "#N/A"))
            return
        runs: tuple[Run, ...] = ()
        if record.kind == _SHARED_LABEL and self._texts:
            runs = self._texts[struct.unpack_from("<I", record.body, 6)[0]]
        seen.note_text((row, column), runs, self._code(self._styles[style]))

    def _code(self, font: int) -> str:
        """Return the old code of a font; number 4 has never been given to any."""
        place = font - (font > 4)
        return self._fonts[place] if place < len(self._fonts) else ""

    def _runs(self, text: str, starts: Sequence[tuple[int, int]]) -> tuple[Run, ...]:
        """Return a text by its fonts; before the first start it is in that of its cell."""
        if not starts:
            return ()
        ends = [start for start, _font in starts[1:]]
        head = (Run(text[: starts[0][0]], None),)
        return head + tuple(
            Run(text[start:end], self._code(font))
            for (start, font), end in zip(starts, [*ends, len(text)], strict=True)
        )

    def _name(self, body: bytes) -> str:
        """Return a short text: its length, in the newer kind how it is written, its letters."""
        if not self._is_biff8:
            return body[1 : 1 + body[0]].decode("cp1252", "replace")
        wide = body[1] & _WIDE
        letters = body[2 : 2 + body[0] * (2 if wide else 1)]
        return letters.decode("utf-16-le" if wide else "latin-1", "replace")


def _fault(record: _Record) -> int | None:
    """Return the number of the error that a cell shows; None if it shows none."""
    if record.kind == _ERROR:
        return record.body[6] if record.body[7] else None
    if record.kind == _FORMULA and record.body[12:14] == b"\xff\xff" and record.body[6] == 2:
        return record.body[8]
    return None


def _shared_texts(record: _Record) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Yield the texts that cells share, with where in each another font begins, and which."""
    pieces = _Pieces([record.body[8:], *record.more])
    for _ in range(struct.unpack_from("<I", record.body, 4)[0]):
        length, flags = struct.unpack("<HB", pieces.take(3))
        runs = struct.unpack("<H", pieces.take(2))[0] if flags & _IS_RICH else 0
        more = struct.unpack("<I", pieces.take(4))[0] if flags & _HAS_MORE else 0
        text = pieces.letters(length, wide=bool(flags & _WIDE))
        starts = [struct.unpack("<HH", pieces.take(4)) for _ in range(runs)]
        pieces.take(more)
        yield text, [(start, font) for start, font in starts]


class _Pieces:
    """Read on through the pieces of a record as if they were one; IndexError at their end."""

    def __init__(self, pieces: Sequence[bytes]) -> None:
        self._pieces = pieces
        self._number = self._place = 0

    def take(self, length: int) -> bytes:
        """Return the next bytes, from as many pieces as they fill."""
        found = b""
        while len(found) < length:
            if self._is_at_end():
                self._number, self._place = self._number + 1, 0
            found += self._part(length - len(found))
        return found

    def letters(self, length: int, *, wide: bool) -> str:
        """Return the next letters; each further piece says first how it writes them."""
        text, left = "", length
        while left > 0:
            if self._is_at_end():
                self._number, self._place = self._number + 1, 1
                wide = bool(self._pieces[self._number][0] & _WIDE)
            part = self._part(left * (2 if wide else 1))
            text += part.decode("utf-16-le" if wide else "latin-1", "replace")
            left -= len(part) // (2 if wide else 1)
        return text

    def _is_at_end(self) -> bool:
        return self._place >= len(self._pieces[self._number])

    def _part(self, most: int) -> bytes:
        part = self._pieces[self._number][self._place : self._place + most]
        self._place += len(part)
        return part
