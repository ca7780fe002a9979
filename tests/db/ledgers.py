"""A small world in which money has gone every way it can, and the door behind the guards.

The rows around the book (campaign, list, members) are written plainly: what is proven here is the
journal, whatever the services above it do.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import psycopg
import sqlalchemy as sa

from ledger.book import journal, rules
from ledger.db import db, run
from ledger.models.books import AccountKind, Book, Movement, Rule
from ledger.models.campaigns import Campaign, CampaignState, CampaignUnit
from ledger.models.cash_counts import CashCount
from ledger.models.contributors import Contributor, ContributorKind
from ledger.models.houses import House
from ledger.models.list_entries import ListEntry
from ledger.models.party_members import MemberStanding, PartyMember
from ledger.models.party_units import PartyUnit, UnitKind
from ledger.models.programmes import Programme
from ledger.models.receipts import DonorCopy, ReceiptPrint, ReceiptVoid
from ledger.models.remittances import Remittance, RemittanceArrival, RemittanceMethod
from ledger.models.users import Role
from ledger.services import units
from ledger.wages import Divisor, Rounding
from tests import deciding, make
from tests.conftest import PostgresStore, SqliteStore, Store

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from ledger.models.disbursements import Disbursement

CASH, BANK, TRANSIT = AccountKind.CASH, AccountKind.BANK, AccountKind.TRANSIT
DAY = date(2024, 11, 1)
MOMENT = datetime(2024, 11, 1, 2, tzinfo=UTC)

NAMES = ("Nguyễn Văn An", "Trần Thị Bình", "Lê Văn Chi", "Phạm Thị Dung", "Võ Văn Em", "Đỗ Thị Gấm")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The rows that money is about; ids only."""

    world: make.World
    other_user_id: int
    successor_book_id: int
    grant_book_id: int
    house_id: int
    campaign_ids: tuple[int, int]
    commune_unit_id: int
    agency_unit_id: int
    entry_ids: tuple[int, ...]
    contributor_ids: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The facts, and what was posted, by a name for each deed."""

    facts: Facts
    posted: dict[str, journal.Posted]

    def event(self, deed: str) -> int:
        """Return the event of a deed."""
        return self.posted[deed].event_id

    def transfer(self, deed: str, place: int = 0) -> int:
        """Return a transfer of a deed."""
        return self.posted[deed].transfer_ids[place]

    def voucher(self, deed: str, place: int = 0) -> int:
        """Return a voucher of a deed."""
        return self.posted[deed].voucher_ids[place]


def build() -> Ledger:
    """Post every kind of deed: openings, gifts, hand-in, grant, hand-over, cancelling."""
    facts = run(_facts, make.world())
    world = facts.world
    commune = rules.Purse(world.commune_book_id, Rule.KEEP)
    agency = rules.Purse(world.agency_book_id, Rule.REMIT)
    office = rules.Purse(world.office_book_id, Rule.OFFICE)
    house = rules.Purse(facts.grant_book_id, Rule.GRANT)
    successor = rules.Purse(facts.successor_book_id, Rule.KEEP)
    posted: dict[str, journal.Posted] = {}

    def post(
        deed: str,
        *legs: rules.Leg,
        campaign_id: int | None = None,
        pays: Disbursement | None = None,
    ) -> None:
        draft = rules.Draft(
            on_date=DAY,
            purpose=f"Việc {deed}",
            legs=legs,
            campaign_id=campaign_id,
        )
        posted[deed] = make.post(world, deciding.paying(draft, pays))

    post("opening", *rules.opening(commune, cash_vnd=1_000_000, bank_vnd=500_000))
    for deed, place, amount_vnd in (("an", 0, 150_000), ("binh", 1, 200_000), ("chi", 2, 90_000)):
        posted[deed] = make.post(world, _gift(facts, commune, place, amount_vnd))
    posted["firm"] = make.post(world, _gift(facts, commune, None, 5_000_000))
    cell = [_gift(facts, commune, place, 50_000 + place, group="ấp") for place in (3, 4, 5)]
    posted["list"] = make.post(world, *cell)
    posted["agency"] = make.post(world, _gift(facts, agency, 1, 300_000, of_agency=True))
    straight = _gift(facts, agency, 2, 80_000, of_agency=True, into=TRANSIT)
    posted["straight"] = make.post(world, straight)
    campaign_id = facts.campaign_ids[0]
    post("sent", rules.send_remittance(agency, 250_000, out_of=CASH), campaign_id=campaign_id)
    taken = rules.receive_remittance(agency, office, 220_000, into=CASH)
    back = rules.return_remittance(agency, 30_000, into=CASH)
    post("received", *taken, back, campaign_id=campaign_id)
    run(_papers, facts, posted)
    post("refund", *rules.refund(office, agency, 20_000, out_of=CASH, into=CASH))
    granted, stage = run(_prepared, facts)
    post("grant", *rules.grant(office, house, 100_000, out_of=CASH, into=CASH), pays=granted)
    post("spent", rules.disbursement(house, 60_000, out_of=CASH), pays=stage)
    post("deposit", rules.deposit(commune, 40_000))
    post("hand_over", *rules.hand_over(commune, successor, 10_000, account=CASH))
    post("short", rules.cash_short(successor, 1_000))
    run(_counted, facts, posted)
    reversal = run(journal.reversal_of, posted["chi"].event_id, on_date=DAY, reason="ghi nhầm tên")
    posted["void"] = make.post(world, reversal)
    run(_cancelled, world, posted["chi"].voucher_ids[0], posted["void"].voucher_ids[0])
    posted["last"] = make.post(world, _gift(facts, commune, 0, 70_000))
    return Ledger(facts=facts, posted=posted)


def behind_the_guards(store: Store, statements: Iterable[str]) -> None:
    """Run SQL as somebody who owns the machine: no trigger, no key and no CHECK stands guard.

    The guards are put back as they were, so that only the rows can give the deed away.
    """
    if isinstance(store, SqliteStore):
        with closing(unguarded(store.path)) as connection:
            connection.execute("BEGIN")
            put_back = drop_triggers(connection)
            for statement in (*statements, *put_back):
                connection.execute(statement)
            connection.execute("COMMIT")
        return
    with psycopg.connect(_admin_url(store)) as admin:
        put_back = _take_guards(admin)
        for statement in (*statements, *put_back):
            admin.execute(statement.encode())


def as_owner(store: Store, statement: str) -> None:
    """Change the schema as its owner may."""
    if isinstance(store, SqliteStore):
        with closing(unguarded(store.path)) as connection:
            connection.execute(statement)
        return
    with psycopg.connect(_admin_url(store)) as admin:
        admin.execute(statement.encode())


def _admin_url(store: Store) -> str:
    assert isinstance(store, PostgresStore)
    url = sa.make_url(store.server.url("test_ledger")).set(drivername="postgresql")
    return url.render_as_string(hide_password=False)


def unguarded(path: Path) -> sqlite3.Connection:
    """Open a SQLite file as any program can: keys, CHECKs and durability are switched off."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("ignore_check_constraints = ON", "foreign_keys = OFF", "synchronous = OFF"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def drop_triggers(connection: sqlite3.Connection) -> list[str]:
    """Take every trigger away; return what makes them again."""
    triggers = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    taken = connection.execute(triggers).fetchall()
    for name, _ in taken:
        connection.execute(f"DROP TRIGGER {name}")
    return [text for _, text in taken]


class Healthy:
    """A built ledger that comes back in no time, whatever a test did to it."""

    def __init__(self, store: Store) -> None:
        self.ledger = build()
        _let_go(store)
        if isinstance(store, SqliteStore):
            shutil.copy(store.path, store.path.with_name("healthy.db"))
        elif isinstance(store, PostgresStore):
            store.server.drop_database("healthy_ledger")
            store.server.create_database("healthy_ledger", template="test_ledger")

    def restore(self, store: Store) -> None:
        """Bring the healthy ledger back."""
        _let_go(store)
        if isinstance(store, SqliteStore):
            shutil.copy(store.path.with_name("healthy.db"), store.path)
        elif isinstance(store, PostgresStore):
            store.server.drop_database("test_ledger")
            store.server.create_database("test_ledger", template="healthy_ledger")


def _let_go(store: Store) -> None:
    db.session.remove()
    store.dispose()


def _take_guards(admin: psycopg.Connection) -> list[str]:
    """Take triggers, keys and CHECKs away; return what puts them back without a trace."""
    tables = admin.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    guards = admin.execute(
        "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal"
    ).fetchall()
    checks = admin.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'c' AND connamespace = 'public'::regnamespace"
    ).fetchall()
    # A CHECK that is written again need not be the same to the letter: brackets come and go.
    admin.execute(
        "CREATE TEMP TABLE kept_check AS SELECT conrelid, conname, conbin FROM pg_constraint"
        " WHERE contype = 'c' AND connamespace = 'public'::regnamespace"
    )
    for (table,) in tables:
        admin.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL".encode())
    for table, name, _ in checks:
        admin.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}".encode())
    return [
        *(f"ALTER TABLE {table} ENABLE TRIGGER ALL" for (table,) in tables),
        *(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}" for table, name in guards),
        *(
            f"ALTER TABLE {table} ADD CONSTRAINT {name} {text} NOT VALID"
            for table, name, text in checks
        ),
        "UPDATE pg_constraint SET convalidated = true WHERE NOT convalidated",
        (
            "UPDATE pg_constraint AS c SET conbin = k.conbin FROM kept_check AS k"
            " WHERE c.conrelid = k.conrelid AND c.conname = k.conname"
        ),
        "DROP TABLE kept_check",
    ]


def _gift(
    facts: Facts,
    purse: rules.Purse,
    place: int | None,
    amount_vnd: int,
    *,
    into: AccountKind = CASH,
    of_agency: bool = False,
    group: str | None = None,
) -> rules.Draft:
    return rules.Draft(
        on_date=DAY,
        purpose="Ủng hộ xây dựng “Ngôi nhà cấp ủy” năm 2024",
        legs=(rules.contribution(purse, amount_vnd, into=into),),
        campaign_id=facts.campaign_ids[0],
        party=rules.Party(
            name="Công ty TNHH Tân Hòa" if place is None else NAMES[place],
            place="Chi bộ ấp Tân Lập",
        ),
        giver=rules.Giver(
            campaign_unit_id=facts.agency_unit_id if of_agency else facts.commune_unit_id,
            list_entry_id=None if place is None else facts.entry_ids[place],
            contributor_id=facts.contributor_ids[0] if place is None else None,
        ),
        paper_number="0012345" if place == 1 else None,
        voucher_group=group,
    )


def _papers(facts: Facts, posted: dict[str, journal.Posted]) -> None:
    """Write what was sent, and what the office counted of it."""
    remittances = [
        Remittance(
            campaign_unit_id=facts.agency_unit_id,
            sent_event_id=posted[deed].event_id,
            method=method,
            amount_vnd=amount_vnd,
            sent_on=DAY,
            carrier="Trần Thị Bình",
        )
        for deed, method, amount_vnd in (
            ("sent", RemittanceMethod.CASH, 250_000),
            ("straight", RemittanceMethod.DIRECT, 80_000),
        )
    ]
    db.session.add_all(remittances)
    db.session.flush()
    arrival = RemittanceArrival(
        remittance_id=remittances[0].id,
        event_id=posted["received"].event_id,
        received_vnd=220_000,
        returned_vnd=30_000,
        reason="thiếu 30.000 đồng",
        denominations='{"20000": 11}',
    )
    db.session.add(arrival)


def _counted(facts: Facts, posted: dict[str, journal.Posted]) -> None:
    """Write the count by which cash was found short."""
    count = CashCount(
        book_id=facts.successor_book_id,
        counted_on=DAY,
        counted_at=MOMENT,
        counted_by_id=facts.other_user_id,
        denominations='{"1000": 9}',
        counted_vnd=9_000,
        book_vnd=10_000,
        reason="trả nhầm tiền lẻ",
        conclusion="ghi thiếu quỹ",
        witnesses="Nguyễn Văn An",
        event_id=posted["short"].event_id,
    )
    db.session.add(count)


def _cancelled(world: make.World, voucher_id: int, adjustment_id: int) -> None:
    """Say that a receipt is cancelled, and that it had been printed again twice before."""
    db.session.add(
        ReceiptVoid(
            voucher_id=voucher_id,
            adjustment_id=adjustment_id,
            donor_copy=DonorCopy.RETURNED,
            reason="ghi nhầm tên",
        )
    )
    db.session.add_all(
        ReceiptPrint(
            voucher_id=voucher_id, copy_no=copy_no, printed_at=MOMENT, printed_by_id=world.user_id
        )
        for copy_no in (1, 2)
    )


def _prepared(facts: Facts) -> tuple[Disbursement, Disbursement]:
    """Decide on a grant and prepare it and the stage that is paid out of it."""
    world = facts.world
    granted = deciding.stage(
        world.office_book_id,
        100_000,
        by_id=world.user_id,
        kind=Movement.GRANT_OUT,
        house_id=facts.house_id,
    )
    return granted, deciding.stage(facts.grant_book_id, 60_000, by_id=world.user_id)


def _facts(world: make.World) -> Facts:
    district = db.session.get_one(PartyUnit, world.district_id)
    commune = db.session.get_one(PartyUnit, world.commune_id)
    successor = make.unit(
        district, UnitKind.COMMUNE_COMMITTEE, "Đảng bộ xã Long Thành", rule=Rule.KEEP
    )
    house = House(party_unit_id=commune.id, name="Ngôi nhà cấp ủy số 01 xã Long Sơn")
    db.session.add(house)
    db.session.flush()
    grant = units.open_book(None, commune, rule=Rule.GRANT, house_id=house.id)
    heir = db.session.scalars(sa.select(Book).where(Book.party_unit_id == successor.id)).one()
    old = db.session.get_one(Book, world.commune_book_id)
    units.open_route(None, old, heir, leaving=Movement.HAND_OVER_OUT)
    programme = Programme(
        committee_id=district.id,
        name="Ngôi nhà cấp ủy",
        legal_basis="Kế hoạch số 24-KH/HU",
        first_year=2022,
        last_year=2026,
        houses_per_locality=1,
    )
    db.session.add(programme)
    db.session.flush()
    campaigns = [_campaign(programme, year) for year in (2024, 2025)]
    asked = [
        CampaignUnit(campaign_id=campaigns[0].id, party_unit_id=unit_id, book_id=book_id)
        for unit_id, book_id in (
            (world.commune_id, world.commune_book_id),
            (world.agency_id, world.agency_book_id),
        )
    ]
    firms = [
        Contributor(
            party_unit_id=commune.id, kind=ContributorKind.BUSINESS, name=name, search_key=""
        )
        for name in ("Công ty TNHH Tân Hòa", "Công ty TNHH Tân Bình")
    ]
    db.session.add_all([*asked, *firms])
    db.session.flush()
    entries = [_entry(world, asked[0], place, name) for place, name in enumerate(NAMES)]
    return Facts(
        world=world,
        other_user_id=make.user(commune, Role.COMMUNE_TREASURER, "thuquy.xa").id,
        successor_book_id=heir.id,
        grant_book_id=grant.id,
        house_id=house.id,
        campaign_ids=(campaigns[0].id, campaigns[1].id),
        commune_unit_id=asked[0].id,
        agency_unit_id=asked[1].id,
        entry_ids=tuple(entry.id for entry in entries),
        contributor_ids=(firms[0].id, firms[1].id),
    )


def _campaign(programme: Programme, year: int) -> Campaign:
    campaign = Campaign(
        programme_id=programme.id,
        committee_id=programme.committee_id,
        year=year,
        title=f"Đợt vận động năm {year}",
        legal_basis="Kế hoạch số 24-KH/HU",
        starts_on=date(year, 10, 1),
        ends_before=date(year + 1, 1, 1),
        pay_month=date(year, 10, 1),
        divisor=Divisor.D22,
        rounding=Rounding.DONG,
        floor_vnd=0,
        hand_in_on=date(year, 12, 31),
        state=CampaignState.OPEN,
        opened_at=MOMENT,
    )
    db.session.add(campaign)
    db.session.flush()
    return campaign


def _entry(world: make.World, asked: CampaignUnit, place: int, name: str) -> ListEntry:
    member = PartyMember(
        code=f"TEST{place:06d}",
        cell_id=world.cell_ids[0],
        full_name=name,
        name_key=name,
        search_key=name,
        sort_key=name,
        position=place + 1,
        standing=MemberStanding.RESIDENTIAL,
    )
    db.session.add(member)
    db.session.flush()
    entry = ListEntry(
        campaign_id=asked.campaign_id,
        campaign_unit_id=asked.id,
        cell_id=member.cell_id,
        member_id=member.id,
        position=place + 1,
        standing=member.standing,
    )
    db.session.add(entry)
    db.session.flush()
    return entry
