"""The form that asks whether a receipt is genuine."""

import re
from typing import Any

from marshmallow import ValidationError, post_load

from ledger.receipt_codes import LENGTH
from ledger.schemas.fields import FormSchema, TextField

_NUMBER = re.compile(r"(?<![0-9/])(?:PT\s*)?([0-9]{1,9})\s*/\s*([0-9]{4})", re.IGNORECASE)
_WHOLE = re.compile(rf"(?<![0-9A-Za-z])[0-9A-Za-z]{{{LENGTH}}}(?![0-9A-Za-z])")
_NOT_CODE = re.compile(r"[^0-9A-Za-z]+")
NUMBER_NEEDED = "Nhập số phiếu cả năm, như in trên phiếu: 0129/2022."


class CheckForm(FormSchema):
    """The number and code as they are read over the phone, or all that a QR code says."""

    number = TextField(30)
    code = TextField(60)
    scanned = TextField(500)

    @post_load
    def _read(self, values: dict[str, Any], **_rest: Any) -> dict[str, Any]:  # noqa: ANN401
        """Return year, number and code; of what was scanned only those."""
        scanned = values["scanned"] or ""
        number = _NUMBER.search(scanned) if scanned else _NUMBER.fullmatch(values["number"] or "")
        if number is None:
            raise ValidationError(NUMBER_NEEDED, "scanned" if scanned else "number")
        whole = _WHOLE.search(scanned)
        code = whole[0] if whole else _NOT_CODE.sub("", values["code"] or "")
        if not code:
            raise ValidationError("Chưa nhập mã kiểm tra in ở cuối phiếu.", "code")
        return {"year": int(number[2]), "number": int(number[1]), "code": code[:LENGTH]}
