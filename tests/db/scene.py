"""The district that attacks are tried on: every rule twice, once with money and once untouched.

All of it is written through the real services, so whatever an attack finds is what it would find
in a real book. Ids differ from run to run only if the services change.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import sqlalchemy as sa

from ledger import clock
from ledger.book import journal, rules
from ledger.db import db, run
from ledger.models.base_pay import BasePay
from ledger.models.books import AccountKind, Book, Movement, Rule
from ledger.models.campaigns import Campaign, CampaignExtension, CampaignState, CampaignUnit
from ledger.models.cash_counts import CashCount
from ledger.models.contributors import Contributor, ContributorKind
from ledger.models.decisions import ConfirmationOutcome, Decision, DecisionConfirmation
from ledger.models.delegations import DelegatedSubmission, Delegation
from ledger.models.disbursements import Disbursement, DisbursementReturn
from ledger.models.houses import House
from ledger.models.inspections import Inspection
from ledger.models.installation import Installation
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
from tests.db import bank_rows, need_rows, people_rows, plan_rows, reporting_rows

CASH, BANK, TRANSIT = AccountKind.CASH, AccountKind.BANK, AccountKind.TRANSIT
DAY = date(2024, 10, 1)
FUNDED_VND = 1_000_000
"""What each funded book opens with, in cash and again in the bank."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Ids by name; see ``arrange`` for what happened."""

    books: dict[str, int]
    """``keep1``, ``remit1``, ``office1``, ``grant1`` hold money; ``keep2`` … are untouched;
    ``closed`` is a keeping unit's closed book."""
    units: dict[str, int]
    houses: tuple[int, int]
    events: dict[str, journal.Posted]
    user_id: int
    other_user_id: int
    """Who entered the decisions and prepared the stages."""
    spare_submission_id: int
    """The submission of the event ``cash over``; forged events name it too."""
    campaign_id: int
    old_campaign_id: int
    campaign_unit_ids: dict[str, int]
    entry_ids: tuple[int, int]
    contributor_id: int

    def event(self, name: str) -> int:
        """Return the id of an event by its name."""
        return self.events[name].event_id

    def transfer(self, name: str, place: int = 0) -> int:
        """Return the id of a transfer of an event by the event's name."""
        return self.events[name].transfer_ids[place]

    def voucher(self, name: str, place: int = 0) -> int:
        """Return the id of a voucher of an event by the event's name."""
        return self.events[name].voucher_ids[place]


def arrange() -> Scene:
    """Write the scene and commit it."""
    return run(_arrange)


def _arrange() -> Scene:
    places, books = _places()
    admin = make.user(places["district1"], Role.ADMIN, "quantri")
    houses = [
        House(party_unit_id=places["keep1"].id, name=f"Ngôi nhà cấp ủy số 0{n}") for n in (1, 2)
    ]
    db.session.add_all([*houses, Installation(id=1, demo_on=None)])
    db.session.flush()
    for place, house in enumerate(houses, start=1):
        books[f"grant{place}"] = units.open_book(
            None, places["keep1"], rule=Rule.GRANT, opened_on=make.START, house_id=house.id
        )
    units.open_route(None, books["keep1"], books["keep2"], leaving=Movement.HAND_OVER_OUT)
    purses = {name: rules.Purse(book.id, book.rule) for name, book in books.items()}
    campaigns = _campaigns(places, books)
    cell = make.unit(places["keep1"], UnitKind.CELL, "Chi bộ ấp Tân Lập")
    entries = [_entry(cell, campaigns, place) for place in (1, 2)]
    contributor = Contributor(
        party_unit_id=places["keep1"].id,
        kind=ContributorKind.HOUSEHOLD,
        name="Hộ bà Lê Thị Bưởi",
        search_key="ho ba le thi buoi",
    )
    db.session.add(contributor)
    db.session.flush()
    scene = Scene(
        books={name: book.id for name, book in books.items()},
        units={name: unit.id for name, unit in places.items()},
        houses=(houses[0].id, houses[1].id),
        events={},
        user_id=admin.id,
        other_user_id=deciding.somebody_else(places["keep1"].id),
        spare_submission_id=make.submission(admin.id).id,
        campaign_id=campaigns.open.id,
        old_campaign_id=campaigns.old.id,
        campaign_unit_ids={name: unit.id for name, unit in campaigns.units.items()},
        entry_ids=(entries[0].id, entries[1].id),
        contributor_id=contributor.id,
    )
    _happen(scene, purses)
    _papers(scene)
    db.session.flush()
    return scene


def _places() -> tuple[dict[str, PartyUnit], dict[str, Book]]:
    """Found the units that have books."""
    places: dict[str, PartyUnit] = {}
    for place in (1, 2):
        places[f"district{place}"] = make.unit(
            None, UnitKind.DISTRICT_COMMITTEE, f"Đảng bộ huyện số {place}", rule=Rule.OFFICE
        )
    district = places["district1"]
    for name in ("keep1", "keep2", "closed"):
        places[name] = make.unit(
            district, UnitKind.COMMUNE_COMMITTEE, f"Đảng bộ xã {name}", rule=Rule.KEEP
        )
    for name in ("remit1", "remit2"):
        places[name] = make.unit(
            district, UnitKind.AGENCY_CELL, f"Chi bộ cơ quan {name}", rule=Rule.REMIT
        )
    books = {
        name: db.session.query(Book).filter_by(party_unit_id=unit.id).one()
        for name, unit in places.items()
    }
    for place in (1, 2):
        books[f"office{place}"] = books.pop(f"district{place}")
    books["closed"].closed_on = DAY
    return places, books


@dataclass(frozen=True, slots=True)
class _Campaigns:
    open: Campaign
    old: Campaign
    units: dict[str, CampaignUnit]


def _campaigns(places: dict[str, PartyUnit], books: dict[str, Book]) -> _Campaigns:
    """Make this year's open campaign and last year's closed one."""
    district_id = places["district1"].id
    programme = Programme(
        committee_id=district_id,
        name="Ngôi nhà cấp ủy",
        legal_basis="Kế hoạch số 24-KH/HU",
        first_year=2022,
        last_year=2025,
        houses_per_locality=1,
    )
    db.session.add(programme)
    db.session.flush()
    made = {}
    for year, state in ((2023, CampaignState.CLOSED), (2024, CampaignState.OPEN)):
        made[year] = Campaign(
            programme_id=programme.id,
            committee_id=district_id,
            year=year,
            title=f"Đợt vận động năm {year}",
            legal_basis="Kế hoạch số 24-KH/HU",
            starts_on=date(year, 9, 1),
            ends_before=date(year, 12, 1),
            pay_month=date(year, 9, 1),
            divisor=Divisor.D22,
            rounding=Rounding.DONG,
            floor_vnd=0,
            hand_in_on=date(year, 12, 15),
            state=state,
            opened_at=datetime(year, 9, 1, tzinfo=UTC),
            closed_at=datetime(year, 12, 31, tzinfo=UTC) if state == "closed" else None,
        )
    db.session.add_all(made.values())
    db.session.flush()
    taking_part = {
        name: CampaignUnit(
            campaign_id=made[2024].id, party_unit_id=places[name].id, book_id=books[name].id
        )
        for name in ("keep1", "keep2", "remit1")
    }
    taking_part["keep1 in 2023"] = CampaignUnit(
        campaign_id=made[2023].id, party_unit_id=places["keep1"].id, book_id=books["keep1"].id
    )
    db.session.add_all(taking_part.values())
    db.session.add_all(
        [
            CampaignExtension(
                campaign_id=made[2024].id,
                paper="Công văn số 5",
                issued_on=DAY,
                ends_before=date(2024, 12, 31),
            ),
            BasePay(starts_on=date(2024, 7, 1), amount_vnd=2_340_000, legal_basis="NĐ 73/2024"),
        ]
    )
    db.session.flush()
    return _Campaigns(made[2024], made[2023], taking_part)


def _entry(cell: PartyUnit, campaigns: _Campaigns, place: int) -> ListEntry:
    """Add a member and their line on this year's list."""
    member = PartyMember(
        code=f"CODE00000{place}",
        cell_id=cell.id,
        full_name=f"Nguyễn Văn An {place}",
        name_key=f"nguyễn văn an {place}",
        search_key=f"nguyen van an {place}",
        sort_key=f"an {place}",
        position=place,
        standing=MemberStanding.RESIDENTIAL,
    )
    db.session.add(member)
    db.session.flush()
    entry = ListEntry(
        campaign_id=campaigns.open.id,
        campaign_unit_id=campaigns.units["keep1"].id,
        cell_id=cell.id,
        member_id=member.id,
        position=place,
        standing=MemberStanding.RESIDENTIAL,
        asked_vnd=100_000,
    )
    db.session.add(entry)
    db.session.flush()
    return entry


def _happen(scene: Scene, purses: dict[str, rules.Purse]) -> None:
    """Post what happened, under a name for each event."""

    def post(name: str, *drafts: rules.Draft) -> None:
        spare = scene.spare_submission_id
        posted = journal.post(
            drafts,
            submission_id=spare if name == "cash over" else make.submission(scene.user_id).id,
            by_id=scene.user_id,
            at=clock.now(),
        )
        for place, one in enumerate(posted):
            scene.events[name if place == 0 else f"{name} {place + 1}"] = one

    def plain(*legs: rules.Leg, pays: Disbursement | None = None) -> rules.Draft:
        draft = rules.Draft(on_date=DAY, purpose="Thu, chi", legs=legs)
        return deciding.paying(draft, pays)

    def given(
        amount_vnd: int, giver: rules.Giver, *, into: AccountKind = CASH, group: str | None = None
    ) -> rules.Draft:
        return rules.Draft(
            on_date=DAY,
            purpose="Ủng hộ xây dựng “Ngôi nhà cấp ủy” năm 2024",
            legs=(rules.contribution(purses["keep1"], amount_vnd, into=into),),
            campaign_id=scene.campaign_id,
            party=rules.Party(name="Nguyễn Văn An", place="Chi bộ ấp Tân Lập"),
            giver=giver,
            voucher_group=group,
        )

    first, second = (
        rules.Giver(campaign_unit_id=scene.campaign_unit_ids["keep1"], list_entry_id=entry)
        for entry in scene.entry_ids
    )
    other = rules.Giver(
        campaign_unit_id=scene.campaign_unit_ids["keep1"], contributor_id=scene.contributor_id
    )
    for name in ("keep1", "remit1", "office1", "grant1"):
        legs = rules.opening(purses[name], cash_vnd=FUNDED_VND, bank_vnd=FUNDED_VND)
        post(f"opening {name}", plain(*legs))
    post("given", given(100_000, first))
    post("voided", given(70_000, second))
    back = journal.reversal_of(scene.event("voided"), on_date=DAY, reason="ghi nhầm")
    post("voiding", back)
    post("wrong", given(40_000, second))
    post("right", given(45_000, second))
    correction = journal.reversal_of(scene.event("wrong"), on_date=DAY, reason="ghi nhầm")
    post("correction", correction)
    post("given by another", given(30_000, other, into=BANK))
    post("sheet", given(10_000, first, group="sheet"), given(10_000, second, group="sheet"))
    post("sent", plain(rules.send_remittance(purses["remit1"], 400_000, out_of=CASH)))
    passage = rules.receive_remittance(purses["remit1"], purses["office1"], 400_000, into=CASH)
    post("received", plain(*passage))
    for name in ("sent later", "sent last"):
        post(name, plain(rules.send_remittance(purses["remit1"], 150_000, out_of=BANK)))
    post("cash over", plain(rules.cash_over(purses["keep1"], 5_000)))
    granted = rules.grant(purses["office1"], purses["grant1"], 50_000, out_of=CASH, into=CASH)
    prepared = [
        deciding.stage(
            scene.books["office1"],
            amount_vnd,
            by_id=scene.user_id,
            kind=Movement.GRANT_OUT,
            house_id=scene.houses[0],
        )
        for amount_vnd in (50_000, 40_000, 30_000)
    ]
    post("granted", plain(*granted, pays=prepared[0]))
    late = DisbursementReturn(
        disbursement_id=prepared[2].id, by_id=scene.user_id, at=clock.now(), reason="sai số tiền"
    )
    db.session.add(late)
    _decide_again(scene, prepared[1])


def _decide_again(scene: Scene, like: Disbursement) -> None:
    """Refuse the entry of a decision and enter it anew."""
    columns = sa.inspect(Decision).columns.keys()
    first = db.session.get_one(Decision, like.decision_id)
    facts = {name: getattr(first, name) for name in columns if name != "id"}
    refused = Decision(**facts | {"number": "11-QĐ/HU"})
    db.session.add(refused)
    db.session.flush()
    word = DecisionConfirmation(
        decision_id=refused.id,
        outcome=ConfirmationOutcome.REFUSED,
        by_id=scene.user_id,
        at=clock.now(),
        reason="sai số quyết định",
    )
    db.session.add(word)
    db.session.flush()
    db.session.add(Decision(**facts | {"number": "12-QĐ/HU", "replaces_id": refused.id}))


def _papers(scene: Scene) -> None:
    """Write the papers around the money: cancellations, a reprint, remittances, counts, a proxy."""
    voids = (("voided", "voiding", None), ("wrong", "correction", scene.voucher("right")))
    db.session.add_all(
        ReceiptVoid(
            voucher_id=scene.voucher(name),
            adjustment_id=scene.voucher(adjustment),
            replacement_id=replacement_id,
            donor_copy=DonorCopy.RETURNED,
            reason="ghi nhầm",
        )
        for name, adjustment, replacement_id in voids
    )
    db.session.add(
        ReceiptPrint(
            voucher_id=scene.voucher("given"),
            copy_no=1,
            printed_at=clock.now(),
            printed_by_id=scene.user_id,
        )
    )
    remittances = [
        Remittance(
            campaign_unit_id=scene.campaign_unit_ids["remit1"],
            sent_event_id=scene.event(name),
            method=RemittanceMethod.CASH,
            amount_vnd=amount_vnd,
            sent_on=DAY,
            carrier="Trần Thị Bé",
        )
        for name, amount_vnd in (("sent", 400_000), ("sent later", 150_000))
    ]
    db.session.add_all(remittances)
    db.session.flush()
    db.session.add(
        RemittanceArrival(
            remittance_id=remittances[0].id,
            event_id=scene.event("received"),
            received_vnd=400_000,
            returned_vnd=0,
            reason="",
            denominations="{}",
        )
    )
    _watching(scene)


def _watching(scene: Scene) -> None:
    """Count the cash, inspect, and record for another unit."""
    delegation = Delegation(
        party_unit_id=scene.units["keep1"],
        paper="Giấy ủy nhiệm số 1",
        starts_on=DAY,
        recorded_by_id=scene.user_id,
    )
    db.session.add_all(
        [
            delegation,
            CashCount(
                book_id=scene.books["keep1"],
                counted_on=DAY,
                counted_at=clock.now(),
                counted_by_id=scene.user_id,
                denominations="{}",
                counted_vnd=5_000,
                book_vnd=0,
                reason="thừa",
                conclusion="ghi tăng",
                witnesses="",
                event_id=scene.event("cash over"),
            ),
            Inspection(
                user_id=scene.user_id,
                party_unit_id=scene.units["keep1"],
                paper="Quyết định số 1",
                decided_on=DAY,
                entered_at=clock.now(),
                ends_before=date(2025, 1, 1),
            ),
        ]
    )
    db.session.flush()
    db.session.add(
        DelegatedSubmission(
            submission_id=scene.spare_submission_id,
            delegation_id=delegation.id,
            signed_list="Danh sách ký nhận số 1",
            confirmed_at=clock.now(),
            confirmed_by_id=scene.user_id,
        )
    )
    reporting_rows.report(scene)
    bank_rows.import_(scene)
    people_rows.move_and_merge(scene)
    need_rows.need(scene)
    plan_rows.plan(scene)
