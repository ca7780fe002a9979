"""The journal on both engines: what one posting writes, and what a reversal takes back."""

from datetime import date

import sqlalchemy as sa

from ledger.book import journal, rules
from ledger.db import db, run
from ledger.models.books import AccountKind, Rule
from ledger.models.journal import Event, Transfer, Voucher
from tests import make
from tests.conftest import Store


def test_a_contribution_moves_both_totals_and_takes_the_next_number(store: Store) -> None:
    world = make.world()
    purse = rules.Purse(world.commune_book_id, Rule.KEEP)
    for expected in (1, 2):
        posted = make.post(
            world,
            rules.Draft(
                on_date=date(2024, 10, 1),
                purpose="Ủng hộ",
                legs=(rules.contribution(purse, 158_482, into=AccountKind.CASH),),
                party=rules.Party(name="Nguyễn Văn An"),
            ),
        )
        voucher = db.session.get_one(Voucher, posted.voucher_ids[0])
        assert voucher.number == expected
    assert journal.balances(world.commune_book_id) == {
        AccountKind.CASH: 316_964,
        AccountKind.BANK: 0,
        AccountKind.FUND: 316_964,
    }


def test_a_reversal_leaves_nothing_and_keeps_the_number(store: Store) -> None:
    world = make.world()
    purse = rules.Purse(world.commune_book_id, Rule.KEEP)
    posted = make.post(
        world,
        rules.Draft(
            on_date=date(2024, 10, 1),
            purpose="Ủng hộ",
            legs=(rules.contribution(purse, 50_000, into=AccountKind.CASH),),
        ),
    )
    mirror = run(
        journal.reversal_of,
        posted.event_id,
        on_date=date(2024, 10, 2),
        reason="ghi nhầm",
    )
    back = make.post(world, mirror)
    assert journal.balances(world.commune_book_id)[AccountKind.CASH] == 0
    signs = db.session.scalars(sa.select(Transfer.sign).order_by(Transfer.seq)).all()
    assert list(signs) == [1, -1]
    assert db.session.get_one(Event, back.event_id).reverses_event_id == posted.event_id
