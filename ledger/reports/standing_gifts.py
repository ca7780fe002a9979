"""Find the receipts that stand for gifts like those that are about to be recorded."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa

from ledger.db import db
from ledger.models.contributions import Contribution
from ledger.models.journal import Transfer, Voucher
from ledger.reports.persons import folds


class GiftKey(NamedTuple):
    """What makes two gifts look like one: the day, who gave, and the sum in đồng."""

    received_on: date
    list_entry_id: int | None
    contributor_id: int | None
    amount_vnd: int


def standing_receipts(campaign_unit_id: int, keys: Sequence[GiftKey]) -> dict[GiftKey, int]:
    """Return the numbers of the receipts that stand for such gifts already; one query.

    A gift on the line of a merged record is that of the line that counts for the person.
    """
    entries = {key.list_entry_id for key in keys if key.list_entry_id}
    contributors = {key.contributor_id for key in keys if key.contributor_id}
    mirror, fold = sa.orm.aliased(Transfer), folds()
    entry_id = fold.counted(Contribution.list_entry_id.expression)
    query = (
        sa.select(
            Contribution.received_on,
            entry_id,
            Contribution.contributor_id,
            Contribution.amount_vnd,
            Voucher.number,
        )
        .join(Transfer, Transfer.id == Contribution.transfer_id)
        .join(Voucher, Voucher.id == Transfer.voucher_id)
        .outerjoin(mirror, mirror.reverses_id == Transfer.id)
        .outerjoin(fold.lines, fold.of_entry(Contribution.list_entry_id.expression))
        .where(
            Contribution.campaign_unit_id == campaign_unit_id,
            Contribution.received_on.in_({key.received_on for key in keys}),
            Contribution.sign == 1,
            mirror.id.is_(None),
            sa.or_(
                entry_id.in_(entries),
                Contribution.contributor_id.in_(contributors),
            ),
        )
        .order_by(Voucher.number)
    )
    return {GiftKey(*row[:4]): row[4] for row in db.session.execute(query)}
