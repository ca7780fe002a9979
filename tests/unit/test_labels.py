"""Every code that users may meet has a word."""

import importlib
import pkgutil
from collections.abc import Iterator
from enum import StrEnum

import ledger.models
from ledger import wages
from ledger.labels import LABELS, SERIES_PREFIXES, capital, label, options
from ledger.models.journal import VoucherSeries
from ledger.models.users import Role


def enums() -> Iterator[type[StrEnum]]:
    modules = [
        importlib.import_module(f"ledger.models.{found.name}")
        for found in pkgutil.iter_modules(ledger.models.__path__)
    ]
    for module in (*modules, wages):
        for thing in vars(module).values():
            if isinstance(thing, type) and issubclass(thing, StrEnum) and thing is not StrEnum:
                yield thing


def test_every_member_of_every_enum_has_a_word() -> None:
    for kind in enums():
        assert set(LABELS[kind]) == set(kind), kind
        assert all(LABELS[kind].values()), kind


def test_words_of_one_enum_differ() -> None:
    for kind in LABELS:
        words = [label(member) for member in kind]
        assert len(set(words)) == len(words), kind


def test_options_keep_the_order_of_the_enum() -> None:
    assert options(Role)[0] == ("admin", "Quản trị")
    assert [value for value, _word in options(Role)] == [role.value for role in Role]


def test_a_large_first_letter_leaves_the_names_inside_a_text_alone() -> None:
    assert capital("ấp Tân Lập, kinh phí tại Văn phòng") == "Ấp Tân Lập, kinh phí tại Văn phòng"
    assert capital("Ban Thường vụ") == "Ban Thường vụ"
    assert capital("") == ""


def test_every_series_has_a_prefix_of_its_own() -> None:
    assert set(SERIES_PREFIXES) == set(VoucherSeries)
    assert len(set(SERIES_PREFIXES.values())) == len(VoucherSeries)
