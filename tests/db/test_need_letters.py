"""Who writes to a member, as the papers of a day name it."""

from ledger.db import db, run
from ledger.models.party_units import NameKind, PartyUnit
from ledger.models.users import Role
from ledger.reports.need_files import show_file
from ledger.reports.need_letters import issuer_of
from ledger.services import units
from tests import make, needs
from tests.conftest import Store


def test_an_agencys_letter_bears_the_place_of_the_committee_above(sqlite_store: Store) -> None:
    at = needs.place()
    run(_name_places, at.world)
    member_id = make.member(at.world.agency_id, "Lý Mỹ Chi", birth_year=1980)
    by = make.actor(at.world.agency_id, Role.SECRETARY)
    agency = show_file(by, needs.apply(at, by=by, member_id=member_id, address="nơi khác"))
    commune = show_file(at.secretary, needs.apply(at))

    assert issuer_of(agency, Role.SECRETARY, agency.unit_id).place == "Tân Hòa"
    assert issuer_of(commune, Role.SECRETARY, commune.unit_id).place == "Long Sơn"
    assert issuer_of(agency, Role.ORGANISATION_BOARD, at.world.district_id).place == "Tân Hòa"


def _name_places(world: make.World) -> None:
    for unit_id, text in (
        (world.district_id, "huyện Tân Hòa"),
        (world.commune_id, "xã Long Sơn"),
        (world.agency_id, "Ủy ban Kiểm tra Huyện ủy"),
    ):
        unit = db.session.get_one(PartyUnit, unit_id)
        units.name_unit(None, unit, kind=NameKind.SHORT, text=text, starts_on=make.START)
