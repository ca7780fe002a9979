"""The forms of the propaganda log."""

from urllib.parse import urlsplit

from ledger.models.propaganda import PropagandaKind
from ledger.names import clean_text
from ledger.schemas.fields import CodeField, DayField, FormSchema, ParsedField, TextField
from ledger.schemas.reporting import LONGEST_PAPER

LONGEST_LINK = 500


def read_link(text: str) -> str:
    """Return an address of the web, its scheme in small letters.

    Raises:
        ValueError: it is no such address; nothing is ever fetched from it.

    """
    link = clean_text(text, max_length=LONGEST_LINK)
    try:
        parts = urlsplit(link)
        known = parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        known = False
    if not known or any(sign.isspace() for sign in link):
        raise ValueError("Đường dẫn bắt đầu bằng http:// hoặc https://, không có dấu cách.")
    return f"{parts.scheme.lower()}{link[len(parts.scheme) :]}"


class PropagandaForm(FormSchema):
    """When, how and under which title something was made known."""

    done_on = DayField(required=True, empty="Chưa nhập ngày thực hiện.")
    kind = CodeField(PropagandaKind, required=True, empty="Chưa chọn hình thức.")
    title = TextField(300, required=True, empty="Chưa nhập tên bài, nội dung.")
    link = ParsedField(read_link, empty="")


class NewPropagandaForm(PropagandaForm):
    """The same for a unit, and for Ban Tổ chức the paper it enters from."""

    entered_paper = TextField(LONGEST_PAPER)
    reported_on = DayField()


class PropagandaWithdrawalForm(FormSchema):
    """Why a row is taken back."""

    reason = TextField(200, required=True, empty="Chưa nhập lý do rút lại.")
