"""The banks that take transfers by VietQR, by their identification number (BIN).

Source: letter 1589/NHNN-TT of the State Bank of Viet Nam, 5 March 2024. Banks merge and change
their names; the number on a paper that is out stays what it is, so rows are only added.
"""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Bank:
    """A bank: its number, the name people know it by, and its own."""

    bin: str
    short_name: str
    name: str


_TABLE = """
970400 | SaigonBank | TMCP Sài Gòn Công thương
970403 | Sacombank | TMCP Sài Gòn Thương tín
970405 | Agribank | Nông nghiệp và Phát triển Nông thôn Việt Nam
970406 | DongABank | TMCP Đông Á
970407 | Techcombank | TMCP Kỹ thương
970408 | GPBank | Thương mại TNHH MTV Dầu Khí Toàn Cầu
970409 | BacABank | TMCP Bắc Á
970410 | StandardChartered | TNHH MTV Standard Chartered
970412 | PVcomBank | TMCP Đại chúng Việt Nam
970414 | Oceanbank | TNHH MTV Đại Dương
970415 | VietinBank | TMCP Công thương Việt Nam
970416 | ACB | TMCP Á Châu
970418 | BIDV | Đầu tư và Phát triển Việt Nam
970419 | NCB | TMCP Quốc dân
970421 | VRBank | liên doanh Việt Nga
970422 | MBBank | TMCP Quân Đội
970423 | TPBank | TMCP Tiên Phong
970424 | ShinhanBank | TNHH MTV Shinhan Việt Nam
970425 | ABBank | TMCP An Bình
970426 | MSB | TMCP Hàng Hải
970427 | VietABank | TMCP Việt Á
970428 | NamABank | TMCP Nam Á
970429 | SCB | TMCP Sài Gòn
970430 | PGBank | TMCP Xăng dầu Petrolimex
970431 | Eximbank | TMCP Xuất Nhập khẩu Việt Nam
970432 | VPBank | TMCP Việt Nam Thịnh Vượng
970433 | VietBank | TMCP Việt Nam Thương Tín
970434 | IndovinaBank | TNHH Indovina
970436 | Vietcombank | TMCP Ngoại thương Việt Nam
970437 | HDBank | TMCP Phát triển TP.HCM
970438 | BaoVietBank | TMCP Bảo Việt
970439 | PublicBank | liên doanh VID PUBLIC BANK
970440 | SeABank | TMCP Đông Nam Á
970441 | VIB | TMCP Quốc Tế Việt Nam
970442 | HongLeong | TNHH MTV Hong Leong Việt Nam
970443 | SHB | TMCP Sài Gòn – Hà Nội
970444 | CBBank | Thương mại TNHH MTV Xây dựng Việt Nam
970446 | COOPBANK | Hợp tác xã Việt Nam
970448 | OCB | TMCP Phương Đông
970449 | LPBank | TMCP Bưu điện Liên Việt (Ngân hàng TMCP Lộc Phát Việt Nam)
970452 | KienLongBank | TMCP Kiên Long
970454 | VietCapitalBank | TMCP Bản Việt
970455 | IBKHN | Công nghiệp Hàn Quốc - Chi nhánh Hà Nội
970456 | IBKHCM | Industrial Bank of Korea - Chi nhánh Hồ Chí Minh
970457 | Woori | Ngân hàng TNHH Một Thành Viên Woori Bank Việt Nam
970458 | UnitedOverseas | Ngân hàng TNHH Một Thành Viên UOB Việt Nam
970459 | CIMBBank | Ngân hàng TNHH Một Thành Viên CIMB Việt Nam
970460 | Vietcredit | Công ty Tài chính cổ phần Xi Măng
970462 | KookminHN | Ngân hàng Kookmin - Chi nhánh Hà Nội
970463 | KookminHCM | Ngân hàng Kookmin - Chi nhánh Tp. Hồ Chí Minh
970464 | TNEXFinance | Công ty Tài chính TNHH MTV CỘNG ĐỒNG (TNHH MTV TNEX)
970465 | SINOPAC | Ngân hàng SINOPAC - Chi nhánh Tp. Hồ Chí Minh
970466 | KEBHanaHCM | Ngân hàng KEB HANA - Chi nhánh Tp. Hồ Chí Minh
970467 | KEBHANAHN | Ngân hàng KEB HANA - Chi nhánh Hà Nội
970468 | MAFC | Công ty Tài chính TNHH MTV Mirae Asset (Việt Nam)
970470 | MCredit | Công ty Tài chính TNHH MB SHINSEI
"""

BANKS: Final = MappingProxyType(
    {bank.bin: bank for bank in (Bank(*line.split(" | ")) for line in _TABLE.strip().splitlines())}
)
"""Every bank by its number."""

USUAL: Final = ("970405", "970436", "970418", "970415", "970422")
"""The banks that party units mostly use: Agribank, Vietcombank, BIDV, VietinBank, MB."""


def bank_name(bin_: str) -> str:
    """Return a bank's short name; an unknown number stands for itself."""
    bank = BANKS.get(bin_)
    return bank.short_name if bank else bin_


def choices() -> list[tuple[str, str]]:
    """Return (number, words) for a form: the usual banks first, the others by name."""
    others = sorted(BANKS.keys() - set(USUAL), key=lambda key: BANKS[key].short_name.casefold())
    return [(key, f"{BANKS[key].short_name} – {BANKS[key].name}") for key in (*USUAL, *others)]
