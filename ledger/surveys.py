"""What a survey of a member in housing need finds: a fixed set of facts, each with its place.

U1  Every fact may be missing; nothing is guessed from another.
U2  There is no score: facts and notes are read by people, who decide and write down why.
U3  The text form is sealed with the file it belongs to and never stored in clear (promise P19).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


class Poverty(StrEnum):
    """How the commune classes the household this year."""

    POOR = "poor"
    NEAR_POOR = "near_poor"
    NEITHER = "neither"


class LandRight(StrEnum):
    """By what right the land is held on which a house would stand."""

    CERTIFICATE = "certificate"
    CONFIRMED = "confirmed"
    FAMILY = "family"
    DISPUTED = "disputed"
    NONE = "none"


class PresentHouse(StrEnum):
    """What the household lives in now."""

    NONE = "none"
    SHARED = "shared"
    TEMPORARY = "temporary"
    DEGRADED = "degraded"
    SOLID = "solid"


class OtherProgramme(StrEnum):
    """Whether another programme helps with the same house, as the household answered."""

    NOT_ASKED_FOR = "not_asked_for"
    ASKED_FOR = "asked_for"
    GRANTED = "granted"


class YesNo(StrEnum):
    """An answer that may also be missing."""

    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyFacts:
    """The facts of one survey; text is empty and everything else None where nothing is known."""

    address: str = ""
    household_size: int | None = None
    income_vnd: int | None = None
    """The household's income in a month."""
    poverty: Poverty | None = None
    policy_family: str = ""
    joined_party_on: date | None = None
    contributions: str = ""
    """What the member has done for the party (cống hiến)."""
    land: LandRight | None = None
    house: PresentHouse | None = None
    area_m2: int | None = None
    house_note: str = ""
    own_means: str = ""
    """What the family can do itself."""
    family_agrees: YesNo | None = None
    supported_before: str = ""
    other_programme: OtherProgramme | None = None
    other_programme_note: str = ""
    surveyed_by: str = ""
    note: str = ""


_KINDS: dict[str, Callable[[str], object]] = {
    "poverty": Poverty,
    "land": LandRight,
    "house": PresentHouse,
    "family_agrees": YesNo,
    "other_programme": OtherProgramme,
    "joined_party_on": date.fromisoformat,
}
"""How the facts that are neither text nor number are read back."""


def to_json(facts: SurveyFacts) -> str:
    """Return the known facts as text, in the order of their names."""
    known = {
        field.name: value
        for field in fields(facts)
        if (value := getattr(facts, field.name)) not in (None, "")
    }
    return json.dumps(known, ensure_ascii=False, sort_keys=True, default=date.isoformat)


def from_json(text: str) -> SurveyFacts:
    """Return the facts that ``to_json`` wrote.

    Raises:
        ValueError, TypeError: the text was not written by this function.

    """
    known: dict[str, Any] = json.loads(text)
    for name in _KINDS.keys() & known.keys():
        known[name] = _KINDS[name](known[name])
    return SurveyFacts(**known)


def changed_names(before: SurveyFacts, after: SurveyFacts) -> list[str]:
    """Return the names of the facts that differ, which is all that the audit says of them."""
    return [
        field.name
        for field in fields(before)
        if getattr(before, field.name) != getattr(after, field.name)
    ]
