"""VietQR payloads: every published vector, the lengths that a checksum does not prove, our own."""

import pytest

from ledger import vietqr
from ledger.vietqr import BadPayload, Order

_ACB = "00020101021238530010A0000007270123000697041601092576788590208QRIBFTTA5303704540410005802VN"
_MB = "00020101021238570010A00000072701270006970422011300234579234420208QRIBFTTA53037045405401235802VN"
_CARD = "0010A00000072701300006970403011697040311012345670208QRIBFTTC5303704"
_ACCOUNT = "0010A00000072701270006970403011300110123456780208QRIBFTTA5303704"
_BILL = "62340107NPS68690819thanh toan don hang"

VECTORS = {
    f"0002010102113857{_ACCOUNT}5802VN63049E6F": Order(bin="970403", account="0011012345678"),
    f"0002010102123857{_ACCOUNT}54061800005802VN{_BILL}63042E2E": Order(
        bin="970403",
        account="0011012345678",
        amount_vnd=180_000,
        purpose="thanh toan don hang",
        bill="NPS6869",
        dynamic=True,
    ),
    f"0002010102113860{_CARD}5802VN63044F52": Order(
        bin="970403", account="9704031101234567", to_card=True
    ),
    f"0002010102123860{_CARD}54061800005802VN{_BILL}6304A203": Order(
        bin="970403",
        account="9704031101234567",
        amount_vnd=180_000,
        purpose="thanh toan don hang",
        bill="NPS6869",
        to_card=True,
        dynamic=True,
    ),
    f"{_ACB}62150811Chuyen tien6304BBB8": Order(
        bin="970416", account="257678859", amount_vnd=1_000, purpose="Chuyen tien", dynamic=True
    ),
    "00020101021238570010A00000072701270006970415011300110019324180208QRIBFTTA"
    "530370454061200005802VN62170813ung ho lu lut6304C15C": Order(
        bin="970415",
        account="0011001932418",
        amount_vnd=120_000,
        purpose="ung ho lu lut",
        dynamic=True,
    ),
    f"{_MB}62200816test text string6304D9C6": Order(
        bin="970422",
        account="0023457923442",
        amount_vnd=40_123,
        purpose="test text string",
        dynamic=True,
    ),
    f"{_MB}62160812chuyen khoan6304722F": Order(
        bin="970422",
        account="0023457923442",
        amount_vnd=40_123,
        purpose="chuyen khoan",
        dynamic=True,
    ),
    "00020101021138580010A000000727012800069704070114190304136010180208QRIBFTTA"
    "53037045802VN63040283": Order(bin="970407", account="19030413601018"),
    "00020101021138540010A00000072701240006970422011003523509170208QRIBFTTA"
    "53037045802VN630479db": Order(bin="970422", account="0352350917"),
    "00020101021138540010A00000072701240006970423011000999999990208QRIBFTTA"
    "53037045802VN6304CBB4": Order(bin="970423", account="0099999999"),
    "00020101021238540010A00000072701240006970436011010234567890208QRIBFTTA"
    "530370454071943000" "5802VN62120808TT0000696304A8E5": Order(
        bin="970436",
        account="1023456789",
        amount_vnd=1_943_000,
        purpose="TT000069",
        dynamic=True,
    ),
}  # fmt: skip

OWN = {
    "00020101021238570010A00000072701270006970405011352002051234560208QRIBFTTA"
    "530370454062691005802VN62200816NCU26 HU07 00123630424A8": Order(
        bin="970405", account="5200205123456", amount_vnd=269_100, purpose="NCU26 HU07 00123"
    ),
    "00020101021138570010A00000072701270006970405011352002051234560208QRIBFTTA"
    "53037045802VN6304CFD0": Order(bin="970405", account="5200205123456"),
    "00020101021238540010A00000072701240006970436011010175956000208QRIBFTTA"
    "530370454062691005802VN62210817NCU26X012D00045K76304F3E6": Order(
        bin="970436", account="1017595600", amount_vnd=269_100, purpose="NCU26X012D00045K7"
    ),
}


def signed(text: str) -> str:
    """Return a payload with the checksum that its text has."""
    return text + vietqr.checksum(text)


def test_the_algorithm_has_its_published_check_value() -> None:
    assert vietqr.checksum("123456789") == "29B1"


@pytest.mark.parametrize("text", VECTORS)
def test_every_published_payload_is_read(text: str) -> None:
    assert vietqr.read(text) == VECTORS[text]


@pytest.mark.parametrize("text", OWN)
def test_our_own_payloads_are_those_of_the_other_programs(text: str) -> None:
    order = OWN[text]

    written = vietqr.payload(
        bin_=order.bin, account=order.account, amount_vnd=order.amount_vnd, purpose=order.purpose
    )

    assert written == text
    read = vietqr.read(text)
    assert (read.bin, read.account, read.amount_vnd, read.purpose) == (
        order.bin,
        order.account,
        order.amount_vnd,
        order.purpose,
    )
    assert read.dynamic == (order.amount_vnd is not None)


def test_the_printed_example_with_a_wrong_inner_length_is_refused_in_spite_of_its_checksum() -> (
    None
):
    text = (
        "00020101021138570010A00000072701270006970403011200110123456780208QRIBFTTA53037045802VN6304"
    )
    assert vietqr.checksum(text) == "F4E5"
    with pytest.raises(BadPayload):
        vietqr.read(f"{text}F4E5")


def test_a_purpose_shorter_than_its_length_is_refused_in_spite_of_its_checksum() -> None:
    with pytest.raises(BadPayload, match="no tag and length"):
        vietqr.read(signed(f"{_ACB}62270823thanh toan don hang6304"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "6304",
        "00020163",
        "0002016304ABCD",
        signed("0102110002015303704" + "6304"),
        signed(f"{_MB.replace('5303704', '5303840')}6304"),
        signed(f"{_MB.replace('5802VN', '5802US')}6304"),
        signed(f"{_MB.replace('0002010102', '0002020102')}6304"),
        signed(f"{_MB.replace('010212', '010213')}6304"),
        signed(f"{_MB.replace('A000000727', 'A000000728')}6304"),
        signed(f"{_MB.replace('QRIBFTTA', 'QRCASH00')}6304"),
        signed(f"{_MB.replace('0006970422', '000697042X')}6304"),
        signed(f"{_MB.replace('0023457923442', '00234579234-2')}6304"),
        signed(f"{_MB.replace('540540123', '540500000')}6304"),
        signed(f"{_MB.replace('540540123', '540540.50')}6304"),
        signed(f"{_MB.replace('540540123', '54054,123')}6304"),
        signed(f"{_MB}5802VN6304"),
        signed(f"{_MB}62060802ăn6304"),
        signed(f"{_MB}62000304"),
        signed(f"{_MB}63045802VN"),
        f"{_MB}62160812chuyen khoan6304722E",
        f"{_MB}62160812chuyen khoan6304722G",
        f"{_MB}62160812chuyen khoan6304722F ",
    ],
)  # fmt: skip
def test_whatever_breaks_a_rule_is_refused(text: str) -> None:
    with pytest.raises(BadPayload):
        vietqr.read(text)


@pytest.mark.parametrize(("shown", "amount_vnd"), [("40123", 40_123), ("40123.00", 40_123)])
def test_an_amount_may_show_the_decimals_that_dong_do_not_have(shown: str, amount_vnd: int) -> None:
    text = _MB.replace("540540123", f"54{len(shown):02}{shown}")

    assert vietqr.read(signed(f"{text}6304")).amount_vnd == amount_vnd


@pytest.mark.parametrize(
    ("wrong", "match"),
    [
        ({"bin_": "97040"}, "six digits"),
        ({"bin_": "97040٣"}, "six digits"),
        ({"account": ""}, "1 to 19"),
        ({"account": "1" * 20}, "1 to 19"),
        ({"account": "1903-0413"}, "1 to 19"),
        ({"amount_vnd": 0}, "above zero"),
        ({"amount_vnd": 10**13}, "13 digits"),
        ({"purpose": "NNCU22 905C85 UNG HO"}, "at most 19"),
        ({"purpose": "ủng hộ"}, "at most 19"),
        ({"purpose": "NNCU22-905C85"}, "at most 19"),
        ({"purpose": " NNCU22"}, "at most 19"),
    ],
)
def test_nothing_is_written_that_a_bank_may_not_take(
    wrong: dict[str, str | int], match: str
) -> None:
    facts = {"bin_": "970405", "account": "5200205123456", "purpose": "NNCU22 905C85"} | wrong
    with pytest.raises(BadPayload, match=match):
        vietqr.payload(**facts)  # type: ignore[arg-type]  # one wrong value each
