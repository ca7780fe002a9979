"""Open what is sealed in need files: each file has a key of its own, sealed under the ledger's.

Whoever opens a text has asked ``need_in_scope`` before. A file without its key was erased.
"""

import base64

from ledger import crypto
from ledger.db import data_key
from ledger.models.housing_needs import HousingNeed


def file_key(need: HousingNeed) -> bytes | None:
    """Return the key that the file's text is sealed under; None once the file was erased."""
    if need.key_sealed is None:
        return None
    text = crypto.unseal(need.key_sealed, key=data_key(), about=f"housing_need:{need.code}:key")
    return base64.b64decode(text)


def seal_key(need_code: str, key: bytes) -> str:
    """Return a file's own key as it is stored."""
    text = base64.b64encode(key).decode()
    return crypto.seal(text, key=data_key(), about=f"housing_need:{need_code}:key")


def about(need: HousingNeed, field: str) -> str:
    """Return what one sealed text of a file is about."""
    return f"housing_need:{need.code}:{field}"


def open_text(need: HousingNeed, sealed: str | None, field: str, *, key: bytes | None) -> str:
    """Return one sealed text of a file, empty if there is none or the file was erased."""
    if sealed is None or key is None:
        return ""
    return crypto.unseal(sealed, key=key, about=about(need, field))
