"""Write and read VietQR payloads: NAPAS's "QR Format" v1.0 of 9/2021 over EMVCo TLV, offline.

V1  A payload is a row of objects: two digits of tag, two of length in characters, the value.
    00 comes first; 63, the checksum over everything before its own value, last.
V2  Reading trusts no length: objects fill their whole exactly, within each template too. A checksum
    alone proves nothing: a published example has a right one over a wrong length.
V3  What is written is the narrow common part that every bank's app takes: an account of letters and
    digits, whole đồng, a purpose of at most 19 of ``A-Z``, ``0-9`` and the blank.
"""

import re
from dataclasses import dataclass
from typing import Final

LONGEST_PURPOSE: Final = 19
LONGEST_ACCOUNT: Final = 19

_NAPAS = "A000000727"
_TO_ACCOUNT, _TO_CARD = "QRIBFTTA", "QRIBFTTC"
_STATIC, _DYNAMIC = "11", "12"
_DONG = "704"
_VIET_NAM = "VN"
_LONGEST_FIELD = 25
_POLYNOMIAL = 0x1021

_BIN = re.compile(r"[0-9]{6}")
_ACCOUNT = re.compile(r"[A-Za-z0-9]{1,19}")
_PURPOSE = re.compile(r"[A-Z0-9](?:[A-Z0-9 ]{0,17}[A-Z0-9])?")
_PRINTABLE = re.compile(r"[ -~]{1,25}")
_AMOUNT = re.compile(r"(?=.{1,13}\Z)0*([1-9][0-9]*)(?:\.0{0,2})?")
_LENGTH = re.compile(r"[0-9]{2}")
_CHECKSUM = re.compile(r"[0-9A-Fa-f]{4}")


class BadPayload(ValueError):
    """Say why a text is no VietQR payload, or why none can be written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a payload asks a bank's app to fill in; ``amount_vnd`` None leaves it to the payer."""

    bin: str
    account: str
    amount_vnd: int | None = None
    purpose: str = ""
    bill: str = ""
    to_card: bool = False
    dynamic: bool = False
    """Whether it calls itself made for one transfer."""


def payload(*, bin_: str, account: str, amount_vnd: int | None = None, purpose: str = "") -> str:
    """Write the payload of a transfer to an account; with an amount it is for one transfer.

    Raises:
        BadPayload: in this order: the bank's number, the account, the amount, the purpose.

    """
    if not _BIN.fullmatch(bin_):
        raise BadPayload("a bank's number has six digits")
    if not _ACCOUNT.fullmatch(account):
        raise BadPayload("an account has 1 to 19 letters and digits")
    if amount_vnd is not None and not 0 < amount_vnd < 10**13:
        raise BadPayload("an amount is above zero and has at most 13 digits")
    if purpose and not _PURPOSE.fullmatch(purpose):
        raise BadPayload("a purpose has at most 19 of A-Z, 0-9 and blanks within")
    beneficiary = _object("00", bin_) + _object("01", account)
    merchant = _object("00", _NAPAS) + _object("01", beneficiary) + _object("02", _TO_ACCOUNT)
    text = (
        _object("00", "01")
        + _object("01", _STATIC if amount_vnd is None else _DYNAMIC)
        + _object("38", merchant)
        + _object("53", _DONG)
        + ("" if amount_vnd is None else _object("54", str(amount_vnd)))
        + _object("58", _VIET_NAM)
        + (_object("62", _object("08", purpose)) if purpose else "")
        + "6304"
    )
    return text + checksum(text)


def read(text: str) -> Order:
    """Read a payload, by every rule of the format.

    Raises:
        BadPayload: a length, the order of objects, the checksum, or a value is wrong.

    """
    objects = _objects(text)
    tags = list(objects)
    if not tags or tags[0] != "00" or tags[-1] != "63":
        raise BadPayload("00 comes first and 63 last")
    stated = objects["63"]
    if not _CHECKSUM.fullmatch(stated) or checksum(text[:-4]) != stated.upper():
        raise BadPayload("the checksum does not hold")
    for tag, expected in (("00", "01"), ("53", _DONG), ("58", _VIET_NAM)):
        if objects.get(tag) != expected:
            raise BadPayload(f"object {tag} is not {expected}")
    if objects.get("01") not in {_STATIC, _DYNAMIC}:
        raise BadPayload("object 01 is neither 11 nor 12")
    merchant = _objects(objects.get("38", ""))
    beneficiary = _objects(merchant.get("01", ""))
    if merchant.get("00") != _NAPAS or merchant.get("02") not in {_TO_ACCOUNT, _TO_CARD}:
        raise BadPayload("object 38 is not a transfer by NAPAS")
    if not _BIN.fullmatch(beneficiary.get("00", "")):
        raise BadPayload("the bank's number does not have six digits")
    if not _ACCOUNT.fullmatch(beneficiary.get("01", "")):
        raise BadPayload("the account is not 1 to 19 letters and digits")
    more = _objects(objects["62"]) if "62" in objects else {}
    if any(not _PRINTABLE.fullmatch(value) for value in more.values()):
        raise BadPayload(f"a text of object 62 is not 1 to {_LONGEST_FIELD} printable characters")
    return Order(
        bin=beneficiary["00"],
        account=beneficiary["01"],
        amount_vnd=_amount(objects["54"]) if "54" in objects else None,
        purpose=more.get("08", ""),
        bill=more.get("01", ""),
        to_card=merchant["02"] == _TO_CARD,
        dynamic=objects["01"] == _DYNAMIC,
    )


def checksum(text: str) -> str:
    """Return CRC-16/CCITT-FALSE over a text's bytes, as four hexadecimal capitals."""
    value = 0xFFFF
    for byte in text.encode():
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1) ^ (_POLYNOMIAL if value & 0x8000 else 0)
            value &= 0xFFFF
    return f"{value:04X}"


def _object(tag: str, value: str) -> str:
    return f"{tag}{len(value):02d}{value}"


def _objects(text: str) -> dict[str, str]:
    """Return a template's objects by tag, in their order (V2)."""
    found: dict[str, str] = {}
    place = 0
    while place < len(text):
        tag, length = text[place : place + 2], text[place + 2 : place + 4]
        if not _LENGTH.fullmatch(tag) or not _LENGTH.fullmatch(length):
            raise BadPayload(f"no tag and length at character {place + 1}")
        value = text[place + 4 : place + 4 + int(length)]
        if not value or len(value) != int(length):
            raise BadPayload(f"object {tag} does not have {length} characters")
        if tag in found:
            raise BadPayload(f"object {tag} comes twice")
        found[tag] = value
        place += 4 + len(value)
    return found


def _amount(text: str) -> int:
    found = _AMOUNT.fullmatch(text)
    if found is None:
        raise BadPayload("the amount is not whole đồng above zero")
    return int(found[1])
