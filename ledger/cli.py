"""``ngoinha``: make a database, serve it, prove it, and look after its users."""

import argparse
import dataclasses
import functools
import getpass
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
from ledger.db import StoreError, allow_application, db, run
from ledger.documents.journals import FORMATS
from ledger.errors import InTheWay, LedgerError
from ledger.jobs import Worker
from ledger.models.books import Rule
from ledger.models.party_units import NameKind, UnitKind
from ledger.models.users import Role
from ledger.reports import journal_export
from ledger.services import backups, base_pay, programmes, units, users

INSTANCE = ROOT / "instance"
THREADS = 8


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        command: Callable[[argparse.Namespace], int] = options.command
        return command(options)
    except (BadConfig, manifest.GuardsMissing, LedgerError, OSError) as error:
        sys.stderr.write(f"{error}\n")
    except StoreError as error:
        sys.stderr.write(f"Cơ sở dữ liệu: {error.orig}\n")
    return 1


def _init(options: argparse.Namespace) -> int:
    """Make or renew the schema; the first time also the committee that everything hangs on."""
    config = _config(options)
    if options.admin_url:
        allow_application(options.admin_url, config.database_url)
    url = options.admin_url or config.database_url
    with _opened(config, check_guards=False, MIGRATION_URL=url):
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
    if config.qr_key is None:
        _say("Chưa đặt LEDGER_QR_KEY: mã kiểm tra trên phiếu thu dùng khóa rút từ LEDGER_DATA_KEY.")
        _say("Nên đặt khóa riêng trước khi in phiếu đầu tiên và cất cùng các khóa khác.")
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
    """Build the demo district unless it is there, renew its schema, and say how to log in."""
    from ledger import demo  # only this command needs it

    path = INSTANCE / "demo.db"
    if path.exists():
        with _demo_store(path):
            pass  # what was tried out in an older version is kept
    else:
        demo.build(path, on=_demo_store, say=_say)
    _say((INSTANCE / "demo-logins.txt").read_text("utf-8").rstrip())
    return 0


def _serve(options: argparse.Namespace) -> int:
    """Serve HTTP until stopped."""
    port = int(os.environ.get("PORT") or 8000)
    with _opened(_config(options)) as app, Worker(app):
        _say(f"Mở trình duyệt tại http://{options.host}:{port}  (Ctrl+C để dừng)")
        waitress.serve(app, host=options.host, port=port, threads=THREADS, ident=None)
    return 0


def _verify(options: argparse.Namespace) -> int:
    """Prove the book; exit 0 only if every promise holds."""
    config = _config(options)
    proof = _prove(config, config.database_url)
    if options.json:
        sys.stdout.write(json.dumps(dataclasses.asdict(proof), ensure_ascii=False) + "\n")
        return 1 if proof.findings else 0
    for finding in proof.findings:
        _say(f"SAI: {finding.where}: {finding.what}")
    _say(
        f"{proof.books} sổ, {proof.transfers} bút toán, {proof.vouchers} chứng từ: "
        + ("KHÔNG ĐẠT" if proof.findings else "đúng cả.")
    )
    _say_heads(proof)
    return 1 if proof.findings else 0


def _export(options: argparse.Namespace) -> int:
    """Write the journal for hledger or beancount, to a new file or to standard output."""
    # First to a file of our own: on SQLite whoever records money waits for the reading to end,
    # and must not wait for a pager.
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n") as text:
        with _opened(_config(options)), journal_export.whole_journal() as journal:
            count = FORMATS[options.format](journal, text)
        text.seek(0)
        if options.file is None:
            shutil.copyfileobj(text.buffer, sys.stdout.buffer)
            return 0
        try:
            with options.file.open("xb") as file:
                shutil.copyfileobj(text.buffer, file)
        except FileExistsError as error:
            raise InTheWay(options.file) from error
    _say(f"Đã xuất {count} bút toán ra {options.file}.")
    return 0


def _backup(options: argparse.Namespace) -> int:
    """Copy the database to a new file and prove the copy."""
    proof = _copied(options, backups.back_up)
    _say(f"Đã sao lưu ra {options.file} và kiểm tra bản sao: {proof.transfers} bút toán, đúng cả.")
    _say_heads(proof)
    _say("Khóa không nằm trong bản sao: hãy cất LEDGER_DATA_KEY và LEDGER_QR_KEY ở nơi khác; mất")
    _say("khóa thì không mở lại được tiền lương đã nhập, không kiểm tra được mã của phiếu đã in.")
    return 0


def _restore(options: argparse.Namespace) -> int:
    """Make a backup the database, where there is none yet, and prove it."""
    proof = _copied(options, backups.restore)
    _say(f"Đã phục hồi từ {options.file}: {proof.transfers} bút toán, đúng cả.")
    _say_heads(proof)
    _say(
        "Hãy so mã đối chiếu với bản in đã giữ, và dùng lại LEDGER_DATA_KEY, LEDGER_QR_KEY của sổ này."
    )
    return 0


def _copied(options: argparse.Namespace, copy: Callable[..., checks.Proof]) -> checks.Proof:
    config = _config(options)
    with _opened(config, check_guards=False):
        return copy(
            options.file,
            prove=functools.partial(_prove, config),
            admin_url=options.admin_url,
        )


def _prove(config: Config, database_url: str) -> checks.Proof:
    """Prove the database at a URL, with an application of its own."""
    with _opened(dataclasses.replace(config, database_url=database_url), check_guards=False):
        return checks.verify()


def _say_heads(proof: checks.Proof) -> None:
    for book_id, head in proof.heads.items():
        _say(f"  mã đối chiếu sổ {book_id}: {head[:8].upper()}")


def _users_add(options: argparse.Namespace) -> int:
    """Add an account; the password is asked for twice, or read from standard input."""
    password = _ask_password()
    with _opened(_config(options)):
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
    with _opened(_config(options)):
        for account in users.all_users():
            state = "đã khóa" if account.disabled_at else "dùng được"
            _say(f"{account.username}\t{account.role}\t{account.party_unit_id}\t{state}")
    return 0


def _users_disable(options: argparse.Namespace) -> int:
    """Disable an account and end its sessions."""
    with _opened(_config(options)):
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


@contextmanager
def _opened(
    config: Config,
    *,
    check_guards: bool = True,
    **overrides: str,
) -> Iterator[flask.Flask]:
    """Open the application for one command, and let go of the database at its end."""
    app = create_app(config, check_guards=False, **overrides)
    with app.app_context():
        try:
            if check_guards:
                manifest.require_guards()
            yield app
        finally:
            db.session.remove()
            for engine in db.engines.values():
                engine.dispose()


@contextmanager
def _demo_store(path: Path) -> Iterator[None]:
    """Migrate a new database file of the demo and work on it meanwhile."""
    with _opened(_demo_config(path), check_guards=False):
        flask_migrate.upgrade()
        manifest.require_guards()
        yield


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
    export = add("export", _export, "Xuất toàn bộ bút toán cho hledger hoặc beancount kiểm tra.")
    export.add_argument("--format", required=True, choices=list(FORMATS))
    export.add_argument("file", nargs="?", type=Path, help="tệp mới; bỏ trống: in ra màn hình")
    for name, command, text in (
        ("backup", _backup, "Sao lưu ra một tệp mới và kiểm tra bản sao."),
        ("restore", _restore, "Phục hồi từ bản sao lưu vào chỗ còn trống."),
    ):
        copying = add(name, command, text)
        copying.add_argument("file", type=Path)
        copying.add_argument("--admin-url", help="PostgreSQL: URL của tài khoản tạo được CSDL")
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
