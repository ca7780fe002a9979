"""Settings, read from the environment only.

A default here must be right in production and safe to publish; a missing secret stops the start
with a sentence that says how to make one.
"""

import base64
import binascii
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

KEY_BYTES = 32
"""Every key is 32 random bytes, written in base64 (44 characters)."""

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
    public_url: str | None = None
    trusted_hosts: tuple[str, ...] = ()
    """Host names this server answers to; empty means only this machine and ``public_url``."""


def read_config(environ: Mapping[str, str] | None = None) -> Config:
    """Read the settings from the environment.

    Raises:
        BadConfig: the database URL or a key is missing, or a key is not 32 bytes of base64.

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
        public_url=env.get("LEDGER_PUBLIC_URL") or None,
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
    """Return the keys kept in ``folder/keys.env`` (mode 600), making them the first time.

    For a machine that runs everything from one folder (``make run``): the keys then live beside
    the database, which protects backups that leave the folder but not the folder itself.
    """
    path = folder / "keys.env"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        lines = [
            f"{name}={base64.b64encode(os.urandom(KEY_BYTES)).decode()}\n"
            for name in ("LEDGER_SECRET_KEY", "LEDGER_DATA_KEY")
        ]
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.writelines(lines)
    pairs = (line.split("=", 1) for line in path.read_text().splitlines() if line)
    return dict(pairs)


def _is_absolute(database_url: str) -> bool:
    """Say whether a SQLite address means the same file from every folder."""
    path = Path(database_url.removeprefix("sqlite:///"))
    return path.is_absolute()


def _key(env: Mapping[str, str], name: str) -> bytes:
    text = env.get(name, "")
    if not text:
        raise BadConfig(f"Thiếu {name}. {_HOW_TO_MAKE_A_KEY}")
    return read_key(text, name=name)
