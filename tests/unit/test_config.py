"""Settings come from the environment, and a missing or doubtful one stops the start."""

import base64
from pathlib import Path

import pytest

from ledger.config import BadConfig, keys_beside, read_config

KEY = base64.b64encode(b"k" * 32).decode()
GOOD = {
    "LEDGER_DATABASE_URL": "sqlite:////srv/ngoinha.db",
    "LEDGER_SECRET_KEY": KEY,
    "LEDGER_DATA_KEY": KEY,
}


def test_a_complete_environment_is_read() -> None:
    config = read_config({**GOOD, "LEDGER_TRUSTED_HOSTS": "a.vn,b.vn"})
    assert config.data_key == b"k" * 32
    assert config.trusted_hosts == ("a.vn", "b.vn")
    assert config.public_url is None


@pytest.mark.parametrize("name", sorted(GOOD))
def test_a_missing_setting_is_named(name: str) -> None:
    with pytest.raises(BadConfig, match=name):
        read_config({key: value for key, value in GOOD.items() if key != name})


@pytest.mark.parametrize("key", ["not base64!", base64.b64encode(b"short").decode()])
def test_a_key_that_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(BadConfig, match="LEDGER_DATA_KEY"):
        read_config(GOOD | {"LEDGER_DATA_KEY": key})


def test_codes_of_receipts_have_a_key_of_their_own_or_one_drawn_from_another() -> None:
    without, other = read_config(GOOD), base64.b64encode(b"q" * 32).decode()
    given = read_config(GOOD | {"LEDGER_QR_KEY": other})
    (drawn,) = without.qr_keys
    assert drawn not in {without.data_key, without.secret_key}
    # What was printed before the key was set is still read.
    assert given.qr_keys == (b"q" * 32, drawn)
    with pytest.raises(BadConfig, match="LEDGER_QR_KEY"):
        read_config(GOOD | {"LEDGER_QR_KEY": "not base64!"})


@pytest.mark.parametrize("url", ["ngoinha.vn", "ftp://ngoinha.vn", "https://" + "x" * 80])
def test_a_public_url_that_no_receipt_could_print_is_refused(url: str) -> None:
    with pytest.raises(BadConfig, match="LEDGER_PUBLIC_URL"):
        read_config(GOOD | {"LEDGER_PUBLIC_URL": url})


def test_a_public_url_has_no_slash_at_its_end() -> None:
    url = "https://ngoinha.example.vn"
    assert read_config(GOOD | {"LEDGER_PUBLIC_URL": f"{url}/"}).public_url == url


def test_keys_that_a_newer_version_needs_are_added_to_an_older_file(tmp_path: Path) -> None:
    (tmp_path / "keys.env").write_text(f"LEDGER_SECRET_KEY={KEY}\nLEDGER_DATA_KEY={KEY}\n")
    found = keys_beside(tmp_path)
    assert found["LEDGER_DATA_KEY"] == KEY
    assert found["LEDGER_QR_KEY"] != KEY
    assert keys_beside(tmp_path) == found


def test_a_path_that_depends_on_the_folder_is_refused() -> None:
    with pytest.raises(BadConfig, match="đường dẫn đầy đủ"):
        read_config(GOOD | {"LEDGER_DATABASE_URL": "sqlite:///ngoinha.db"})


def test_keys_are_made_once_and_kept_private(tmp_path: Path) -> None:
    first = keys_beside(tmp_path)
    assert keys_beside(tmp_path) == first
    assert (tmp_path / "keys.env").stat().st_mode & 0o077 == 0
    assert read_config(GOOD | first).secret_key != read_config(GOOD | first).data_key
