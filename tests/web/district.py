"""A district with a row in nearly every table, in one, two or three of each; then hostile text.

``taint`` writes a script into every column of free text behind the back of all guards, as nobody
could through a screen: pages must be safe whatever the database holds.
"""

import sqlite3
from datetime import date
from functools import partial
from itertools import count
from pathlib import Path

import sqlalchemy as sa

from ledger import clock
from ledger.db import db, run
from ledger.intake.workbooks import read_file
from ledger.models.books import Movement, Rule
from ledger.models.contributions import Method
from ledger.models.contributors import ContributorKind
from ledger.models.jobs import JobKind
from ledger.models.member_moves import MoveKind
from ledger.models.party_members import NotAskedReason
from ledger.models.party_units import NameKind, PartyUnit, ReceiptTitle, UnitKind
from ledger.models.receipts import DonorCopy
from ledger.models.users import Role
from ledger.reports import contribution_imports as contribution_files
from ledger.reports.contribution_choices import Choices
from ledger.reports.daily_lists import last_of
from ledger.reports.member_imports import read_list
from ledger.reports.scope import Actor
from ledger.services import (
    bank_movements,
    campaign_papers,
    campaign_units,
    campaigns,
    cash_counts,
    contribution_imports,
    contributions,
    daily_lists,
    delegations,
    imports,
    inspections,
    jobs,
    member_merges,
    member_moves,
    members,
    openings,
    receipts,
    refunds,
    remittance_arrivals,
    remittances,
    reprints,
    units,
)
from ledger.services.contributions import SheetLine
from ledger.services.contributors import NewContributor
from ledger.services.member_moves import Destination
from ledger.services.receipts import Mended
from tests import attachments, banking, collecting, make
from tests.collecting import DAY, new_key
from tests.web import housed, reported

SCRIPT = "<script>alert(1)</script>\"'><img src=x alt=1>{{7*7}}"
"""What is written into every column, before the column's own name."""

FILE = "Họ và tên;Năm sinh;Chi bộ;Đối tượng\nLê Văn {};1970;Chi bộ ấp Tân Lập;Khu dân cư\n"

GIFTS = (
    "Họ và tên;Số tiền;Ngày nộp\nNguyễn Văn An;{1}1.000;\n"
    "Nguyễn Văn An;71.000;20/12/2024\n{0} {1};72.000;20/12/2024\n"
)

NOT_FREE = frozenset(
    {"action", "before", "after", "subject", "body_digest", "body_sealed", "by_cell", "choices", "code", "denominations",
     "facts_digest", "facts_sealed", "hash", "head", "key", "lease", "name_key", "owner", "password_hash", "path", "pay_sealed",
     "prev_hash", "rest_sealed", "salt", "search_key", "sha256", "sort_key", "token_hash", "wage_sealed",
     "who_commitment", "bank_account.bin", "bank_account.number", "fingerprint", "household_mark", "layout",
     "remark_sealed"}
)  # fmt: skip
"""Columns that only the program writes, in a form of its own."""


TAILS = {
    "user_account.username": " || ' ' || rowid",
    "disclosure_posting.place": " || ' ' || rowid",
    "import_file.filename": " || '.csv'",
}
"""What a text must end with: one of a kind, or the ending that says how a file is read."""


class District:
    """Build the district; ``scale`` is how many there are of everything."""

    def __init__(self, scale: int) -> None:
        collecting.stand_still()
        self.scale = scale
        self.papers = count(4512)
        """Pre-printed numbers: each sheet of paper has its own."""
        self.doors: dict[Role, list[str]] = {}
        """Pages that are come to by sending or searching, or one of many of their kind."""
        self.world = world = make.world()
        self.board = make.board(world)
        self.treasurer = make.treasurer(world)
        self.agency = make.actor(world.agency_id, Role.AGENCY_TREASURER)
        self.office = make.actor(world.district_id, Role.OFFICE)
        self.inspector = make.actor(world.district_id, Role.INSPECTOR)
        self.people = [self.treasurer, self.agency, self.office, self.board, self.inspector]
        self.people.append(make.actor(world.district_id, Role.ADMIN))
        self.people.append(make.actor(world.commune_id, Role.SECRETARY))
        for role in (Role.STANDING_COMMITTEE, Role.PROPAGANDA_BOARD):
            self.people.append(make.actor(world.district_id, role))
        with clock.at_day(DAY):
            self._settle()
            for year in range(2024 - scale, 2025):
                self.campaign_id = self._campaign(year)
            for turn in range(scale):
                self._collect(turn)
                self._hand_in(turn)
                self._enter_for_the_unit(turn)
                self._bank(turn)
                for role, doors in housed.settle(world, self.office, turn).items():
                    self.doors.setdefault(role, []).extend(doors)
            run(self._look_after)
            run(self._send_files)
            run(
                reported.report, world, self.campaign_id,
                {"board": self.board, "treasurer": self.treasurer,
                 "propaganda": make.actor(world.district_id, Role.PROPAGANDA_BOARD)},
                scale,
            )  # fmt: skip
            for _turn in range(scale):
                self._work()
                self._move_and_merge()
            make.draft_campaign(world, 2025, resolution="Nghị quyết số 2")

    def _settle(self) -> None:
        world = self.world
        run(self._name_units)
        self.opening = run(
            openings.post_opening, self.office, key=new_key(), book_id=world.office_book_id,
            on_date=DAY, cash_vnd=9_000_000, bank_vnd=1_000_000, paper="Biên bản số 1",
        )  # fmt: skip
        names = (collecting.name(place) for place in range(35))
        for _turn in range(4 * self.scale):
            make.member(world.cell_ids[0], next(names))
        for _turn in range(3 * self.scale):
            make.member(world.agency_id, next(names))
        self.away_id = make.member(
            world.cell_ids[1], "Đặng Thị Lan",
            not_asked_reason=NotAskedReason.AWAY, not_asked_decided_by="Đảng ủy xã",
        )  # fmt: skip
        gone = make.member(world.cell_ids[1], "Bùi Văn Nam")
        run(members.mark_left, self.treasurer, gone, left_on=date(2024, 5, 1))

    def _name_units(self) -> None:
        world = self.world
        district = db.session.get_one(PartyUnit, world.district_id)
        for number in range(self.scale - 1):
            more = make.unit(
                district, UnitKind.COMMUNE_COMMITTEE, f"Đảng bộ xã {number}", rule=Rule.KEEP
            )
            make.unit(more, UnitKind.CELL, f"Chi bộ ấp {number}")
            make.unit(district, UnitKind.AGENCY_CELL, f"Chi bộ cơ quan {number}", rule=Rule.REMIT)
            make.user(more, Role.SECRETARY, f"bithu.{number}")
        for unit_id in (world.district_id, world.commune_id, world.agency_id):
            unit = db.session.get_one(PartyUnit, unit_id)
            for kind in NameKind:
                if kind is not NameKind.ORGANISATION:
                    units.name_unit(None, unit, kind=kind, text="Lê Thị Hà", starts_on=make.START)
            unit.receipt_form, unit.receipt_title = "Mẫu số 01-TT", ReceiptTitle.BIEN_LAI

    def _campaign(self, year: int) -> int:
        campaign_id = make.open_campaign(
            self.world, year, suggested_vnd=50_000, resolution=f"Nghị quyết số 1/{year}"
        )
        run(self._set_level, campaign_id)
        run(campaign_papers.add_scan, self.board, campaign_id, attachments.scan(f"NQ {year}"))
        run(
            campaigns.extend_campaign, self.board, campaign_id, paper="Công văn số 5",
            issued_on=date(year, 12, 1), ends_on=date(year + 1, 1, 31),
        )  # fmt: skip
        return campaign_id

    def _set_level(self, campaign_id: int) -> None:
        campaign_units.set_level(
            self.treasurer,
            make.campaign_unit_id(campaign_id, self.world.commune_id),
            suggested_vnd=60_000,
            suggested_by="Nghị quyết chi bộ",
            divisor=None,
            floor_vnd=100_000,
            override_reason="Theo biên bản họp",
        )

    def _collect(self, turn: int) -> None:
        late = make.member(self.world.cell_ids[0], f"Hồ Văn {'ABC'[turn]}")
        run(campaign_units.add_to_list, self.treasurer, self.campaign_id, late, "Mới chuyển đến")
        entries = collecting.entries_of(self.campaign_id, self.world.cell_ids[0])
        first, second, third = entries[turn * 3 : turn * 3 + 3]
        kept = self._sheet(self.treasurer, {first: 158_000, second: 225_000})
        wrong = collecting.vouchers_of(self._sheet(self.treasurer, {third: 100_000}))[0]
        undone = self._sheet(self.treasurer, {third: 70_000})
        mended = Mended(payer_name="Lê Thị Hạ", payer_place="ấp Tân Lập", amount_vnd=90_000,
                        paper_number=f"{next(self.papers):07d}")  # fmt: skip
        run(
            receipts.correct_receipt, self.treasurer, wrong, key=new_key(), mended=mended,
            reason="Ghi nhầm", donor_copy=DonorCopy.RETURNED,
        )  # fmt: skip
        run(
            contributions.undo_submission, self.treasurer, undone, key=new_key(),
            reason="Ghi nhầm", donor_copy=DonorCopy.RETURNED,
        )  # fmt: skip
        run(reprints.reprint_submission, self.treasurer, kept, after=0)
        self.doors[Role.COMMUNE_TREASURER] = [
            f"/submissions/{kept}/copies.pdf",
            f"/receipts/{collecting.vouchers_of(kept)[0]}/copies/1.pdf",
            f"/receipts/{wrong}",
            f"/members/{self.away_id}",
            "/contributions/new?q=hieu",
        ]
        run(self._give_beside)
        after = last_of(self.treasurer, DAY.year)
        run(daily_lists.make_list, self.treasurer, on=DAY, cell_id=None, after=after)

    def _sheet(self, by: Actor, amounts: dict[int, int], method: Method = Method.CASH) -> int:
        unit = self.world.agency_id if by is self.agency else self.world.cell_ids[0]

        def work() -> int:
            submission = contributions.record_sheet(
                by,
                key=new_key(),
                campaign_id=self.campaign_id,
                cell_id=unit,
                received_on=DAY,
                method=method,
                lines=[
                    SheetLine(list_entry_id=one, amount_vnd=vnd) for one, vnd in amounts.items()
                ],
                paper_numbers={one: f"{next(self.papers):07d}" for one in amounts},
                brought_by="Trần Thị Bình",
            )
            return submission.id

        return run(work)

    def _give_beside(self) -> None:
        contributions.record_contribution(
            self.treasurer,
            key=new_key(),
            campaign_id=self.campaign_id,
            party_unit_id=self.world.commune_id,
            received_on=DAY,
            method=Method.BANK,
            amount_vnd=300_000,
            list_entry_id=None,
            contributor_id=None,
            new_contributor=NewContributor(
                kind=ContributorKind.BUSINESS,
                name=f"Hiệu buôn {new_key()[:4]}",
                place="chợ Tân Hòa",
            ),
            paper_number=None,
        )

    def _hand_in(self, turn: int) -> None:
        entries = collecting.entries_of(self.campaign_id, self.world.agency_id)
        self._sheet(self.agency, {entries[turn]: 3_000_000})
        back, short, whole, waiting = (run(self._send, 500_000) for _ in range(4))
        run(
            remittance_arrivals.return_all, self.office, back, key=new_key(), on_date=DAY,
            reason="Chưa có bảng kê",
        )  # fmt: skip
        run(
            remittance_arrivals.receive, self.office, short, key=new_key(), received_on=DAY,
            denominations={100_000: 4}, reason="thiếu một tờ",
        )  # fmt: skip
        run(
            remittance_arrivals.receive, self.office, whole, key=new_key(), received_on=DAY,
            denominations={500_000: 1},
        )  # fmt: skip
        run(
            refunds.refund, self.office, key=new_key(), method=Method.CASH, amount_vnd=100_000,
            campaign_unit_id=make.campaign_unit_id(self.campaign_id, self.world.agency_id),
            on_date=DAY, receiver="Lê Thị Hà", reason="đơn vị ghi nhầm",
        )  # fmt: skip
        run(remittance_arrivals.reprint_receipt, self.office, short, after=0)
        self.doors[Role.OFFICE] = [f"/remittances/{whole}", f"/remittances/{short}/copies/1.pdf"]
        assert waiting

    def _enter_for_the_unit(self, turn: int) -> None:
        if not turn:
            run(
                delegations.record_delegation, self.office, party_unit_id=self.world.agency_id,
                paper="Giấy ủy nhiệm số 3", starts_on=DAY, ends_on=None,
            )  # fmt: skip
        entries = collecting.entries_of(self.campaign_id, self.world.agency_id)
        waiting, reported, confirmed = (
            run(self._enter, entries[turn], amount_vnd) for amount_vnd in (10_000, 20_000, 30_000)
        )
        run(delegations.report_delegated, self.agency, reported, words=SCRIPT)
        run(delegations.confirm_delegated, self.agency, confirmed)
        assert waiting

    def _bank(self, turn: int) -> None:
        remark = f"{SCRIPT}bank_line.remark".replace('"', "")
        waiting, ids = banking.busy_account(self.treasurer, self.campaign_id, turn, remark)
        self.doors[Role.COMMUNE_TREASURER] += [
            f"/bank-statements/files/{waiting}",
            f"/bank-statements/files/{waiting}?map=1",
            *(f"/bank-lines/{line_id}" for line_id in ids),
            f"/bank-lines/{ids[3]}?q=nguyen",
            "/bank-statements/balance",
        ]

    def _enter(self, entry_id: int, amount_vnd: int) -> int:
        entered = delegations.record_signed_list(
            self.office, key=new_key(), cell_id=self.world.agency_id, signed_list="Danh sách số 1",
            campaign_id=self.campaign_id, received_on=DAY, method=Method.CASH,
            lines=[SheetLine(list_entry_id=entry_id, amount_vnd=amount_vnd)],
        )  # fmt: skip
        return entered.id

    def _send(self, amount_vnd: int) -> int:
        sent = remittances.send(
            self.agency, key=new_key(), campaign_id=self.campaign_id, method=Method.CASH,
            amount_vnd=amount_vnd, sent_on=DAY, carrier="Lê Thị Hà",
        )  # fmt: skip
        return sent.id

    def _look_after(self) -> None:
        for turn in range(self.scale):
            for kind, amount_vnd in ((Movement.DEPOSIT, 200_000), (Movement.FEE, 1_000 + turn)):
                bank_movements.record_movement(
                    self.treasurer, key=new_key(), kind=kind, amount_vnd=amount_vnd, on_date=DAY,
                    paper="Giấy báo số 7",
                )  # fmt: skip
            cash_counts.record_count(
                self.treasurer, key=new_key(), denominations={10_000: 1 + turn}, reason="Chưa rõ",
                conclusion="Kiểm tra lại", witnesses="Lê Thị Hà", book_difference=False,
            )  # fmt: skip
            inspections.open_inspection(
                self.inspector, party_unit_id=self.world.commune_id, paper=f"QĐ số {turn}",
                decided_on=DAY, ends_on=DAY,
            )  # fmt: skip
        for turn in range(self.scale + 1):
            body = FILE.format("ABCD"[turn]).encode()
            read = read_list(body, "danh sách.csv")
            file = imports.keep_list(
                self.treasurer, filename="danh sách.csv", body=body, members=read.members
            )
            self.doors[Role.COMMUNE_TREASURER].append(f"/member-imports/{file.id}")
            if turn < self.scale:
                file.imported_at, file.outcome, file.body_sealed = clock.now(), "1 đảng viên", None

    def _send_files(self) -> None:
        """Leave a file that waits, with a row that nobody can be meant by, and a recorded one."""
        for turn in range(self.scale):
            files = []
            for given, others in (("Ai", None), ("Không", ContributorKind.HOUSEHOLD)):
                body = GIFTS.format(given, "ABCD"[turn]).encode()
                book, choices = read_file(body, "thu.csv"), Choices(others=others)
                kept = contribution_files.read_as_chosen(book, choices)
                file = contribution_imports.keep_contributions(
                    self.treasurer, campaign_id=self.campaign_id, filename="thu.csv", body=body,
                    kept=kept,
                )  # fmt: skip
                self.doors[Role.COMMUNE_TREASURER].append(f"/contribution-imports/{file.id}")
                files.append((file, kept))
            file, kept = files[-1]
            plan = contribution_files.preview(self.treasurer, file.id, kept).plan
            assert plan
            contribution_imports.import_contributions(
                self.treasurer, file.id, sha256=file.sha256, plan_digest=plan.digest, kept=kept,
                leave_out=True, rest=b"x",
            )  # fmt: skip

    def _move_and_merge(self) -> None:
        """Leave somebody on the way, somebody who was not taken in, a pair, and a merged record."""
        cell_id = self.world.cell_ids[1]
        to = Destination(unit_id=self.world.agency_id)
        for fate in ("waits", "declined", "stays"):
            goes = make.member(cell_id, "Lâm Văn Đi")
            kind = MoveKind.TEMPORARY if fate == "stays" else MoveKind.FINAL
            propose = partial(member_moves.propose_move, self.treasurer, goes, kind=kind, to=to)
            move = run(propose, moves_on=DAY, paper="Giấy giới thiệu số 5")
            if fate == "declined":
                run(member_moves.decline_move, self.agency, move.id, note="Chưa có giấy")
            elif fate == "stays":
                agency_id = self.world.agency_id
                run(member_moves.accept_move, self.agency, move.id, to_cell_id=agency_id)
        twice = [make.member(cell_id, "Hồ Thị Hai") for _record in range(3)]
        merge = partial(member_merges.merge_members, self.treasurer, reason="Nhập hai lần")
        run(merge, kept_id=twice[0], merged_id=twice[1])

    def _work(self) -> None:
        """Leave one job behind that came to nothing, and one that somebody is at."""
        for ends in (True, False):
            ask = partial(jobs.start_job, self.board, kind=JobKind.OPEN_CAMPAIGN)
            run(ask, key=new_key(), facts={"campaign_id": self.campaign_id})
            held = run(jobs.take_up, "worker")
            assert held is not None
            if ends:
                run(jobs.fail, held, "Đợt vận động đã mở.")
            else:
                run(jobs.note_progress, held, "Chốt danh sách", 1, 2)


def taint(path: Path) -> frozenset[str]:
    """Write the script into every column of free text that has any; return which."""
    connection = sqlite3.connect(path, isolation_level=None)
    guards = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    ).fetchall()
    connection.execute("PRAGMA ignore_check_constraints = ON")
    for name, _sql in guards:
        connection.execute(f"DROP TRIGGER {name}")
    tainted = set()
    for table, column in free_columns():
        tail = TAILS.get(f"{table}.{column}", "")
        text = f"{SCRIPT}{table}.{column}".replace("'", "''")
        changed = connection.execute(
            f"UPDATE {table} SET {column} = '{text}'{tail} WHERE coalesce({column}, '') <> ''"
        )
        if changed.rowcount:
            tainted.add(f"{table}.{column}")
    for _name, sql in guards:
        connection.execute(sql)
    connection.close()
    return frozenset(tainted)


def free_columns() -> list[tuple[str, str]]:
    """Return every column that holds what somebody once typed."""
    return [
        (table.name, column.name)
        for table in db.metadata.sorted_tables
        for column in table.columns
        if type(column.type) is sa.Text
        and not column.name.endswith("_sealed")
        and not {column.name, f"{table.name}.{column.name}"} & NOT_FREE
    ]


def raw_script_in(html: str) -> bool:
    """Say whether the script stands in a page as more than text."""
    return any(bit in html for bit in ("<script>alert", "<img src=x", "\"'>", "49user_account"))
