"""``ngoinha``: make a database, serve it, prove it, and look after its users."""

import argparse
import dataclasses
import getpass
import json
import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeAlias

import flask
import flask_migrate
import waitress

from ledger import clock
from ledger.app import ROOT, create_app
from ledger.book import checks, manifest
from ledger.config import BadConfig, Config, keys_beside, read_config
from ledger.db import allow_application, db, run
from ledger.errors import LedgerError
from ledger.models.books import Rule
from ledger.models.party_units import NameKind, UnitKind
from ledger.models.users import Role
from ledger.services import base_pay, programmes, units, users

INSTANCE = ROOT / "instance"
THREADS = 8


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        command: Callable[[argparse.Namespace], int] = options.command
        return command(options)
    except (BadConfig, manifest.GuardsMissing, LedgerError) as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _init(options: argparse.Namespace) -> int:
    """Make or renew the schema; the first time also the committee that everything hangs on."""
    config = _config(options)
    if options.admin_url:
        allow_application(options.admin_url, config.database_url)
    app = create_app(
        config, check_guards=False, MIGRATION_URL=options.admin_url or config.database_url
    )
    with app.app_context():
        flask_migrate.upgrade()
        manifest.require_guards()
        run(base_pay.seed_base_pay, None)
        if options.committee and not units.any_unit():
            run(
                _found_committee,
                options.committee,
                kind=UnitKind(options.kind),
                programme=options.programme,
            )
    _say("Cơ sở dữ liệu đã sẵn sàng.")
    _say("Thêm người quản trị: ngoinha users add quantri --role admin --name 'Họ và tên'")
    return 0


def _found_committee(name: str, *, kind: UnitKind, programme: str) -> None:
    is_district = kind is UnitKind.DISTRICT_COMMITTEE
    unit = units.found_unit(
        None,
        parent=None,
        kind=kind,
        names={NameKind.ORGANISATION: name, NameKind.COMMITTEE: name.replace("Đảng bộ", "Đảng ủy")},
        starts_on=date(clock.today().year, 1, 1),
        rule=Rule.OFFICE if is_district else Rule.KEEP,
    )
    programmes.found_programme(
        None,
        committee=unit,
        name=programme,
        legal_basis="",
        first_year=clock.today().year,
        last_year=clock.today().year + 4,
    )


def _demo(_options: argparse.Namespace) -> int:
    """Build the demo district unless it is there, and say how to log in."""
    from ledger import demo  # only this command needs it

    path = INSTANCE / "demo.db"
    if not path.exists():
        demo.build(path, make_app=_app_for, say=_say)
    _say((INSTANCE / "demo-logins.txt").read_text("utf-8").rstrip())
    return 0


def _serve(options: argparse.Namespace) -> int:
    """Serve HTTP until stopped."""
    app = create_app(_config(options))
    port = int(os.environ.get("PORT") or 8000)
    _say(f"Mở trình duyệt tại http://{options.host}:{port}  (Ctrl+C để dừng)")
    waitress.serve(app, host=options.host, port=port, threads=THREADS, ident=None)
    return 0


def _verify(options: argparse.Namespace) -> int:
    """Prove the book; exit 0 only if every promise holds."""
    app = create_app(_config(options), check_guards=False)
    with app.app_context():
        proof = checks.verify()
    if options.json:
        sys.stdout.write(json.dumps(dataclasses.asdict(proof), ensure_ascii=False) + "\n")
        return 1 if proof.findings else 0
    for finding in proof.findings:
        _say(f"SAI: {finding.where}: {finding.what}")
    _say(
        f"{proof.books} sổ, {proof.transfers} bút toán, {proof.vouchers} chứng từ: "
        + ("KHÔNG ĐẠT" if proof.findings else "đúng cả.")
    )
    for book_id, head in proof.heads.items():
        _say(f"  mã đối chiếu sổ {book_id}: {head[:8].upper()}")
    return 1 if proof.findings else 0


def _users_add(options: argparse.Namespace) -> int:
    """Add an account; the password is asked for twice, or read from standard input."""
    password = _ask_password()
    with _app(options).app_context():
        run(
            users.add_user,
            None,
            username=options.username,
            full_name=options.name,
            role=Role(options.role),
            party_unit_id=options.unit or units.root_unit_id(),
            password=password,
        )
    _say(f"Đã thêm {options.username}.")
    return 0


def _users_list(options: argparse.Namespace) -> int:
    """List the accounts."""
    with _app(options).app_context():
        for account in users.all_users():
            state = "đã khóa" if account.disabled_at else "dùng được"
            _say(f"{account.username}\t{account.role}\t{account.party_unit_id}\t{state}")
    return 0


def _users_disable(options: argparse.Namespace) -> int:
    """Disable an account and end its sessions."""
    with _app(options).app_context():
        run(users.disable_named, None, username=options.username)
    _say(f"Đã khóa {options.username}.")
    return 0


def _ask_password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("Mật khẩu (một câu dài từ 15 ký tự): ")
    if getpass.getpass("Gõ lại: ") != first:
        raise BadConfig("Hai lần gõ mật khẩu không giống nhau.")
    return first


def _app(options: argparse.Namespace) -> flask.Flask:
    return create_app(_config(options))


def _app_for(path: Path) -> flask.Flask:
    """Return an application on a new database file of the demo, migrated."""
    app = create_app(_demo_config(path), check_guards=False)
    with app.app_context():
        flask_migrate.upgrade()
        manifest.require_guards()
        for engine in db.engines.values():
            engine.dispose()
    return app


def _config(options: argparse.Namespace) -> Config:
    return _demo_config(INSTANCE / "demo.db") if options.demo else read_config()


def _demo_config(path: Path) -> Config:
    return read_config({"LEDGER_DATABASE_URL": f"sqlite:///{path}", **keys_beside(INSTANCE)})


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001  (argparse has no public name for it)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ngoinha", description="Sổ “Ngôi nhà cấp ủy”.")
    commands = parser.add_subparsers(required=True, metavar="lệnh")

    def add(
        name: str,
        command: Callable[[argparse.Namespace], int],
        text: str,
        *,
        under: _Commands = commands,
    ) -> argparse.ArgumentParser:
        sub: argparse.ArgumentParser = under.add_parser(name, help=text, description=text)
        sub.add_argument("--demo", action="store_true", help="dùng instance/demo.db")
        sub.set_defaults(command=command)
        return sub

    init = add("init", _init, "Tạo hoặc nâng cấp cơ sở dữ liệu.")
    init.add_argument("--admin-url", help="PostgreSQL: URL quản trị, để tạo các vai trò")
    init.add_argument("--committee", help="tên đảng bộ cao nhất, ví dụ “Đảng bộ huyện Tân Hòa”")
    init.add_argument(
        "--kind",
        default=UnitKind.DISTRICT_COMMITTEE,
        choices=[UnitKind.DISTRICT_COMMITTEE, UnitKind.COMMUNE_COMMITTEE, UnitKind.WARD_COMMITTEE],
    )
    init.add_argument("--programme", default="Ngôi nhà cấp ủy", help="tên chương trình")
    add("demo", _demo, "Dựng dữ liệu dùng thử nếu chưa có, in tài khoản.")
    serve = add("serve", _serve, "Chạy máy chủ.")
    serve.add_argument("--host", default="127.0.0.1")
    verify = add("verify", _verify, "Chứng minh sổ: cộng lại, băm lại, tìm chỗ sai.")
    verify.add_argument("--json", action="store_true")
    text = "Quản lý tài khoản."
    accounts = commands.add_parser("users", help=text, description=text)
    verbs = accounts.add_subparsers(required=True, metavar="việc")
    users_add = add("add", _users_add, "Thêm tài khoản.", under=verbs)
    users_add.add_argument("username")
    users_add.add_argument("--role", required=True, choices=[str(role) for role in Role])
    users_add.add_argument("--name", required=True, help="họ và tên")
    users_add.add_argument("--unit", type=int, help="id của tổ chức; bỏ trống: cấp cao nhất")
    add("list", _users_list, "Liệt kê tài khoản.", under=verbs)
    disable = add("disable", _users_disable, "Khóa tài khoản.", under=verbs)
    disable.add_argument("username")
    return parser
