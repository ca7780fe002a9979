"""The programs that the tests need are there, or the run fails and says what to do."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import programs

ROOT = Path(__file__).parents[2]


def test_hledger_of_this_machine_adds_up() -> None:
    said = subprocess.run(
        [programs.find_hledger(), "-f", "-", "balance", "a"],
        input="2024-01-01 x\n  a  2 VND\n  b\n2024-01-02 y\n  a  3 VND\n  b\n",
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "5 VND" in said


def test_without_hledger_the_error_names_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(RuntimeError, match="apt-get install hledger"):
        programs.find_hledger()


def test_the_script_is_content_with_this_machine() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.programs"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == ""


def test_the_script_fails_with_the_remedy() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.programs"],
        cwd=ROOT,
        env={"PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert programs.REMEDY in done.stderr


def test_an_installer_is_asked_for_one_package_after_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "log"
    apt = tmp_path / "apt-get"
    apt.write_text(
        f"#!{sys.executable}\nimport sys, pathlib\n"
        f"open({str(log)!r}, 'a').write(' '.join(sys.argv[1:]) + '\\n')\n"
        f"if sys.argv[-1] == 'second': p = pathlib.Path({str(tmp_path)!r}, 'second'); "
        "p.write_text(''); p.chmod(0o755)\n"
        "sys.exit(sys.argv[-1] == 'first')\n"
    )
    apt.chmod(0o755)
    monkeypatch.setattr(programs, "_is_root", lambda: True)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.defpath}")
    assert programs.install_by_apt("first", "second") == str(tmp_path / "second")
    assert log.read_text().splitlines() == ["update", "install -y first", "install -y second"]


def test_without_apt_nothing_is_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert programs.install_by_apt("hledger") is None
