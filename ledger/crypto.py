"""Seal what only named roles may read, and make names that cannot be guessed (P18, P19).

K1  Sealed text is AES-256-GCM with a fresh nonce; it opens only with its key and for the thing it
    is `about`, so a sealed field copied to another row stays shut.
K2  Tokens are stored as hashes only; codes and tokens come from the system's secure source.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES: Final = 32

_NONCE_BYTES = 12
_TAG_BYTES = 16
_TOKEN_BYTES = 32
# Crockford's base32: no I, L, O, U, so it can be read aloud and typed from paper.
_CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class Unreadable(Exception):
    """Say that sealed text does not open: another key, another owner, or it was changed."""


def seal(text: str, *, key: bytes, about: str) -> str:
    """Encrypt text for storage; the same text gives another result each time.

    `about` names the owner and field ("contribution:ABC:pay") and must be given again to open it.

    Raises: ValueError when the key is not of `KEY_BYTES`.
    """
    return base64.urlsafe_b64encode(seal_bytes(text.encode(), key=key, about=about)).decode()


def seal_bytes(body: bytes, *, key: bytes, about: str) -> bytes:
    """Encrypt a whole file for storage, as `seal` does text.

    Raises: ValueError when the key is not of `KEY_BYTES`.
    """
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + _cipher(key).encrypt(nonce, body, about.encode())


def unseal(sealed: str, *, key: bytes, about: str) -> str:
    """Decrypt what `seal` made with the same key and `about`.

    Raises: ValueError when the key is not of `KEY_BYTES`; Unreadable when it does not open.
    """
    try:
        # The plain urlsafe decoder skips foreign letters instead of refusing them.
        stored = base64.b64decode(sealed.encode("ascii"), altchars=b"-_", validate=True)
        return unseal_bytes(stored, key=key, about=about).decode()
    except (UnicodeError, binascii.Error) as error:
        raise Unreadable("sealed text does not open") from error


def unseal_bytes(stored: bytes, *, key: bytes, about: str) -> bytes:
    """Decrypt what `seal_bytes` made with the same key and `about`.

    Raises: ValueError when the key is not of `KEY_BYTES`; Unreadable when it does not open.
    """
    cipher = _cipher(key)
    nonce, secret = stored[:_NONCE_BYTES], stored[_NONCE_BYTES:]
    if len(secret) < _TAG_BYTES:
        raise Unreadable("sealed text is too short")
    try:
        return cipher.decrypt(nonce, secret, about.encode())
    except InvalidTag as error:
        raise Unreadable("sealed text does not open") from error


def new_key() -> bytes:
    """Return a key of its own for one thing; keep it sealed, throw it away to erase the thing."""
    return secrets.token_bytes(KEY_BYTES)


def mark_of(text: str, *, key: bytes, about: str) -> str:
    """Return a keyed digest by which equal texts meet, and which tells nothing of the text."""
    return hmac.new(key, f"{about}\0{text}".encode(), hashlib.sha256).hexdigest()


def _cipher(key: bytes) -> AESGCM:
    if len(key) != KEY_BYTES:
        message = f"the key must have {KEY_BYTES} bytes"
        raise ValueError(message)
    return AESGCM(key)


def new_token() -> str:
    """Return a secret of 256 bits for a cookie or link; store only its `token_hash`."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def token_hash(token: str) -> str:
    """Return the SHA-256 of a token in hexadecimal; enough, as tokens are random and long."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def new_code(length: int = 10) -> str:
    """Return a random code of capitals and digits, 5 bits each, to name a row in a URL."""
    return "".join(secrets.choice(_CODE_LETTERS) for _ in range(length))
