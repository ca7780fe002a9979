"""Settings, read from the environment only.

A default here must be right in production and safe to publish; a missing secret stops the start
with a sentence that says how to make one.
"""

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

KEY_BYTES = 32
"""Every key is 32 random bytes, written in base64 (44 characters)."""

_KEYS = ("LEDGER_SECRET_KEY", "LEDGER_DATA_KEY", "LEDGER_QR_KEY")
LONGEST_PUBLIC_URL = 80
"""The address stands in the QR code of every receipt, which grows finer with its length."""

_HOW_TO_MAKE_A_KEY = (
    'Tạo khóa: python -c "import base64, os; print(base64.b64encode(os.urandom(32)).decode())"'
)


class BadConfig(ValueError):
    """A setting is missing or unusable; the text says which and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What the application needs to know before it can start."""

    database_url: str
    secret_key: bytes
    data_key: bytes
    qr_key: bytes | None = None
    public_url: str | None = None
    trusted_hosts: tuple[str, ...] = ()
    """Host names this server answers to; empty means only this machine and ``public_url``."""

    @property
    def qr_keys(self) -> tuple[bytes, ...]:
        """The keys of receipt codes: the first makes them, each still reads what it has made.

        Without ``qr_key`` one drawn from ``data_key`` makes them, so that an installation which
        never set it prints codes that stay good when it does.
        """
        drawn = hmac.digest(self.data_key, b"receipt codes", hashlib.sha256)
        return (self.qr_key, drawn) if self.qr_key else (drawn,)


def read_config(environ: Mapping[str, str] | None = None) -> Config:
    """Read the settings from the environment.

    Raises:
        BadConfig: the database URL or a key is missing, a key is not 32 bytes of base64, or the
            public URL is none that a receipt could print.

    """
    env = os.environ if environ is None else environ
    database_url = env.get("LEDGER_DATABASE_URL", "")
    if not database_url:
        raise BadConfig(
            "Thiếu LEDGER_DATABASE_URL, ví dụ sqlite:////srv/ngoinha/ngoinha.db "
            "hoặc postgresql+psycopg://ngoinha:mật-khẩu@máy/ngoinha."
        )
    if database_url.startswith("sqlite:///") and not _is_absolute(database_url):
        raise BadConfig(
            "LEDGER_DATABASE_URL phải nêu đường dẫn đầy đủ, ví dụ sqlite:////srv/ngoinha/ngoinha.db."
        )
    return Config(
        database_url=database_url,
        secret_key=_key(env, "LEDGER_SECRET_KEY"),
        data_key=_key(env, "LEDGER_DATA_KEY"),
        qr_key=_key(env, "LEDGER_QR_KEY") if env.get("LEDGER_QR_KEY") else None,
        public_url=_public_url(env),
        trusted_hosts=tuple(h for h in env.get("LEDGER_TRUSTED_HOSTS", "").split(",") if h),
    )


def read_key(text: str, *, name: str) -> bytes:
    """Return the 32 bytes that a base64 text stands for.

    Raises:
        BadConfig: the text is not base64 or has another length.

    """
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadConfig(f"{name} không phải base64. {_HOW_TO_MAKE_A_KEY}") from error
    if len(key) != KEY_BYTES:
        raise BadConfig(f"{name} phải dài đúng {KEY_BYTES} byte. {_HOW_TO_MAKE_A_KEY}")
    return key


def keys_beside(folder: Path) -> dict[str, str]:
    """Return the keys kept in ``folder/keys.env`` (mode 600), making those that are missing.

    For a machine that runs everything from one folder (``make run``): the keys then live beside
    the database, which protects backups that leave the folder but not the folder itself.
    """
    path = folder / "keys.env"
    found = _keys_in(path)
    missing = [name for name in _KEYS if name not in found]
    if missing:
        folder.mkdir(parents=True, exist_ok=True)
        made = {name: base64.b64encode(os.urandom(KEY_BYTES)).decode() for name in missing}
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w") as file:
            file.writelines(f"{name}={key}\n" for name, key in made.items())
        found |= made
    return found


def _keys_in(path: Path) -> dict[str, str]:
    """Return the keys that a file holds, none if it is not there."""
    lines = path.read_text().splitlines() if path.exists() else []
    return dict(line.split("=", 1) for line in lines if line)


def _is_absolute(database_url: str) -> bool:
    """Say whether a SQLite address means the same file from every folder."""
    path = Path(database_url.removeprefix("sqlite:///"))
    return path.is_absolute()


def _key(env: Mapping[str, str], name: str) -> bytes:
    text = env.get(name, "")
    if not text:
        raise BadConfig(f"Thiếu {name}. {_HOW_TO_MAKE_A_KEY}")
    return read_key(text, name=name)


def _public_url(env: Mapping[str, str]) -> str | None:
    """Return where the world reaches this server, without a slash at the end."""
    url = env.get("LEDGER_PUBLIC_URL", "").rstrip("/")
    if not url:
        return None
    if not url.startswith(("https://", "http://")) or len(url) > LONGEST_PUBLIC_URL:
        raise BadConfig(
            "LEDGER_PUBLIC_URL phải bắt đầu bằng https:// (hoặc http://) và dài không quá "
            f"{LONGEST_PUBLIC_URL} ký tự, ví dụ https://ngoinha.tanhoa.example.vn."
        )
    return url
