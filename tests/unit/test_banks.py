"""The table of banks: whole, without doubles, the usual ones first."""

from ledger import banks


def test_the_table_holds_the_fifty_six_banks_of_the_letter() -> None:
    assert len(banks.BANKS) == 56
    assert all(
        len(key) == 6 and key.isdigit() and key == bank.bin for key, bank in banks.BANKS.items()
    )
    assert all(bank.short_name and bank.name for bank in banks.BANKS.values())


def test_the_usual_banks_are_the_ones_people_mean() -> None:
    assert [banks.bank_name(key) for key in banks.USUAL] == [
        "Agribank",
        "Vietcombank",
        "BIDV",
        "VietinBank",
        "MBBank",
    ]
    assert banks.bank_name("999999") == "999999"


def test_a_form_offers_every_bank_once_the_usual_ones_first() -> None:
    keys = [key for key, _words in banks.choices()]

    assert tuple(keys[:5]) == banks.USUAL
    assert sorted(keys) == sorted(banks.BANKS)
