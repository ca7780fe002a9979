"""Draw QR codes (byte mode, error level M, one mask), sharp at every size, quickly and small.

With version, level and mask fixed, a QR code is affine over GF(2): the code of a text is that of
as many zero bytes, XOR one pattern for each bit that is set in the text. The code of zeros comes
from segno; the pattern of a bit is its own module and those of its Reed–Solomon rest. Both are made
once. A test compares the outcome with segno's, module by module.

The modules go onto the page as a stencil of one bit each, which no viewer smooths: paths of
rectangles were three times as large and four times as slow.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import segno
from segno import consts

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

MASK: Final = 3
LARGEST_VERSION: Final = 12
"""Holds 287 bytes; more modules are not read from a finger's breadth of paper."""

_BYTE: Final = 8
_FIELD: Final = 0x11D  # the polynomial of QR's field of 256


class TooLong(ValueError):
    """Say that a text has no place in a code that is still legible."""


def draw_qr(canvas: Canvas, text: str, x: float, y: float, size: float) -> None:
    """Draw a code into the square ``size`` points wide whose lower left corner is at x, y.

    The caller keeps four modules, about a tenth of ``size``, blank around it.

    Raises: TooLong.
    """
    width, rows = encode(text)
    canvas.addLiteral(
        f"q 0 g {size:g} 0 0 {size:g} {x:g} {y:g} cm"
        f" BI /W {width} /H {width} /IM true /D [1 0] /F /AHx ID\n{rows.hex()}>\nEI Q"
    )


def encode(text: str) -> tuple[int, bytes]:
    """Return the width of a text's code in modules, and its rows from the top, in whole bytes.

    The text goes in as UTF-8. A dark module is a one; the first stands in the highest bit.

    Raises: TooLong.
    """
    body = text.encode()
    version = _version_for(len(body))
    modules = _zeros(version, len(body))
    for position, value in enumerate(body):
        modules ^= _of_byte(version, position, value)
    return _width(version), modules.to_bytes(_width(version) * _stride(version) // _BYTE)


def _width(version: int) -> int:
    return 17 + 4 * version


def _stride(version: int) -> int:
    """Return how many bits a row takes, which are whole bytes."""
    return -(-_width(version) // _BYTE) * _BYTE


def _header(version: int) -> int:
    """Return how many bits stand before the text: the mode, and the length in one byte or two."""
    return 4 + (_BYTE if version <= 9 else 2 * _BYTE)


@lru_cache(maxsize=256)
def _version_for(length: int) -> int:
    """Return the smallest version that holds a text of so many bytes."""
    for version in range(1, LARGEST_VERSION + 1):
        room = _BYTE * sum(count for count, _rest in _blocks(version))
        if _header(version) + _BYTE * length <= room:
            return version
    message = f"{length} bytes do not fit into a QR code of version {LARGEST_VERSION}"
    raise TooLong(message)


@lru_cache(maxsize=256)
def _zeros(version: int, length: int) -> int:
    """Return the code of ``length`` zero bytes: all patterns, length, padding and their rests."""
    code = segno.make(
        bytes(length), version=version, error="m", mask=MASK, mode="byte", boost_error=False
    )
    blank = "0" * (_stride(version) - _width(version))
    rows = ("".join(map(str, row)) + blank for row in code.matrix)
    return int("".join(rows), 2)


@lru_cache(maxsize=16_384)
def _of_byte(version: int, position: int, value: int) -> int:
    """Return the modules that one byte of a text turns over."""
    modules = 0
    for bit in range(_BYTE):
        if value & (0x80 >> bit):
            modules ^= _patterns(version)[position * _BYTE + bit]
    return modules


@lru_cache(maxsize=LARGEST_VERSION)
def _patterns(version: int) -> tuple[int, ...]:
    """Return for each bit of the longest text the modules that it turns over.

    Blocks of data take turns byte by byte, short ones first, then do their rests.
    """
    blocks = _blocks(version)
    places = iter(_places(version))
    longest, rest = blocks[-1]
    data = {
        (block, position): [next(places) for _ in range(_BYTE)]
        for position in range(longest)
        for block, (count, _rest) in enumerate(blocks)
        if position < count
    }
    rests = {
        (block, position): [next(places) for _ in range(_BYTE)]
        for position in range(rest)
        for block in range(len(blocks))
    }
    patterns: list[int] = []
    for block, (count, _rest) in enumerate(blocks):
        for position, values in enumerate(_rests(count, rest)):
            for bit in range(_BYTE):
                modules = data[block, position][bit]
                for place, value in enumerate(values):
                    product = _times(value, 0x80 >> bit)
                    for each in range(_BYTE):
                        if product & (0x80 >> each):
                            modules |= rests[block, place][each]
                patterns.append(modules)
    return tuple(patterns[_header(version) :])


@lru_cache(maxsize=LARGEST_VERSION)
def _blocks(version: int) -> tuple[tuple[int, int], ...]:
    """Return the bytes of data and of rest that each block has, in their order."""
    levels: Any = consts.ECC[version]  # a table of more than one shape
    return tuple(
        (group.num_data, group.num_total - group.num_data)
        for group in levels[consts.ERROR_LEVEL_M]
        for _ in range(group.num_blocks)
    )


def _places(version: int) -> list[int]:
    """Return the modules that data may use, in the order of its bits: up and down in pairs."""
    width, stride = _width(version), _stride(version)
    code = segno.make(b"\0", version=version, error="m", mask=MASK, mode="byte", boost_error=False)
    data = {consts.TYPE_DATA_DARK, consts.TYPE_DATA_LIGHT}
    kinds = [list(row) for row in code.matrix_iter(border=0, verbose=True)]
    # segno calls the first module left of the upper right format bits a format bit too.
    kinds[8][width - 9] = consts.TYPE_DATA_LIGHT
    columns = [*range(width - 1, 6, -2), 5, 3, 1]  # the seventh column holds the timing pattern
    places = []
    for turn, right in enumerate(columns):
        rows = range(width) if turn % 2 else range(width - 1, -1, -1)
        places += [
            1 << (width * stride - 1 - row * stride - column)
            for row in rows
            for column in (right, right - 1)
            if kinds[row][column] in data
        ]
    return places


def _rests(count: int, rest: int) -> list[list[int]]:
    """Return, for each byte of a block, the rest that a one at its place leaves."""
    generator = [1]
    root = 1
    for _ in range(rest):
        generator = [
            left ^ _times(right, root)
            for left, right in zip([*generator, 0], [0, *generator], strict=True)
        ]
        root = _times(root, 2)
    values = generator[1:]
    found = [values]
    for _ in range(count - 1):
        values = [
            following ^ _times(values[0], factor)
            for following, factor in zip([*values[1:], 0], generator[1:], strict=True)
        ]
        found.append(values)
    return found[::-1]


def _times(left: int, right: int) -> int:
    """Multiply in QR's field of 256."""
    product = 0
    while right:
        if right & 1:
            product ^= left
        left <<= 1
        if left & 0x100:
            left ^= _FIELD
        right >>= 1
    return product
