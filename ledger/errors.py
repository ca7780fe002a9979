"""What can go wrong, in the user's language.

Each error takes facts and composes its own Vietnamese sentence: what happened and what to do.
None knows of HTTP; one table in ``web/errors.py`` maps the four families to answers. ``NOTHING``
is appended by the web layer to every refusal, so that nobody has to wonder.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ledger.clock import VIETNAM, format_date
from ledger.money import format_vnd

NOTHING = "Chưa ghi sổ khoản nào."


class LedgerError(Exception):
    """Any refusal that has a sentence for the user."""


class NotFound(LedgerError):
    """The thing does not exist, or is outside the user's scope: the same words for both."""

    def __init__(self) -> None:
        super().__init__("Không tìm thấy.")


class NotAllowed(LedgerError):
    """The user's role may not do this."""

    def __init__(self, sentence: str = "Tài khoản của bạn không có quyền làm việc này.") -> None:
        super().__init__(sentence)


class Conflict(LedgerError):
    """The request contradicts what has been recorded meanwhile (409)."""


class RuleBroken(LedgerError):
    """The request breaks a rule of the programme or of the book (422).

    ``field`` names the form field that the sentence belongs to, if one does.
    """

    field: str | None = None

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


class StoreUnavailable(LedgerError):
    """The database cannot take the write now (503); nothing is half done."""


class BookBroken(AssertionError):
    """A guard of the book fired: a programmer's error or tampering, never a message to a user."""


class StoreBusy(StoreUnavailable):
    """Another write held the book for too long (bad input 59)."""

    def __init__(self) -> None:
        super().__init__("Sổ đang bận, chưa ghi. Bấm Thử lại (không ghi trùng).")


class StoreFull(StoreUnavailable):
    """The disk is full or read-only (bad input 60)."""

    def __init__(self) -> None:
        super().__init__("Máy chủ hết chỗ lưu; chưa ghi. Đã báo quản trị. Vẫn xem được báo cáo.")


class CommitUncertain(StoreUnavailable):
    """The disk failed at commit: the caller must look the submission's key up (bad input 61)."""

    def __init__(self) -> None:
        super().__init__(
            "Máy chủ gặp lỗi đĩa khi ghi. Bấm Thử lại: nếu khoản đã được ghi, "
            "phần mềm sẽ mở lại đúng phiếu đó, không ghi trùng."
        )


class SubmissionChanged(Conflict):
    """The same form was sent again with other contents (bad input 27)."""

    def __init__(self, recorded: str) -> None:
        super().__init__(f"Phiếu này đã được ghi với {recorded}. Mở phiếu mới nếu là khoản khác.")


class AlreadyVoided(Conflict):
    """A receipt is cancelled once (bad input 29)."""

    def __init__(self, *, on: date, adjustment: str) -> None:
        super().__init__(
            f"Phiếu này đã hủy ngày {format_date(on)} (chứng từ điều chỉnh số {adjustment})."
        )


class CampaignExists(Conflict):
    """One campaign per committee and year."""

    def __init__(self, year: int) -> None:
        super().__init__(
            f"Năm {year} đã có đợt vận động; mỗi năm chỉ vận động một lần. "
            "Nếu cần thêm thời gian, hãy gia hạn đợt đó bằng văn bản."
        )


class CampaignNotOpen(Conflict):
    """Money is taken only by an open campaign, or by a closed one as late money."""

    def __init__(self, year: int) -> None:
        super().__init__(
            f"Đợt vận động năm {year} chưa mở nên chưa thu được. Hãy mở đợt vận động trước."
        )


class StateRefused(Conflict):
    """A thing is not in the state that the action starts from."""


class AlreadyImported(Conflict):
    """A file that has been imported is recognised (bad input 53)."""

    def __init__(self, *, at: datetime, outcome: str) -> None:
        day = format_date(at.astimezone(VIETNAM).date())
        super().__init__(f"Tệp này đã nhập ngày {day} ({outcome}).")


class FileChanged(Conflict):
    """The file confirmed is not the file previewed (bad input 55)."""

    def __init__(self) -> None:
        super().__init__("Tệp đã đổi; xem lại.")


class NotEnough(RuleBroken):
    """The purse holds less than the movement would take (bad inputs 30 and 31)."""

    def __init__(self, *, held_vnd: int, wanted_vnd: int, doing: str) -> None:
        super().__init__(
            f"Quỹ còn {format_vnd(held_vnd)} đồng, không đủ {doing} {format_vnd(wanted_vnd)} đồng."
        )


class InTheFuture(RuleBroken):
    """Money cannot have been received tomorrow (bad input 13)."""

    def __init__(self, *, today: date, field: str = "received_on", what: str = "Ngày thu") -> None:
        super().__init__(f"{what} không được sau hôm nay ({format_date(today)}).", field=field)


class KeepsAtHome(NotAllowed):
    """A commune's money is used in the commune (the letter of 04/10/2022, point 2).

    ``signer`` is whose letter says so; empty where the committee is no district's.
    """

    def __init__(self, *, signer: str = "") -> None:
        letter = f" (văn bản ngày 04/10/2022 của {signer}, mục 2)" if signer else ""
        super().__init__(f"Kinh phí xã, thị trấn sử dụng tại đơn vị{letter}.")


class WrongLogin(LedgerError):
    """User name or password is wrong; the words do not say which."""

    def __init__(self) -> None:
        super().__init__("Tên đăng nhập hoặc mật khẩu không đúng.")


class TooManyLogins(LedgerError):
    """Too many wrong passwords for this name (bad inputs 40 and 41)."""

    def __init__(self) -> None:
        super().__init__("Sai quá nhiều lần. Thử lại sau 5 phút.")


class TooManyChecks(LedgerError):
    """Too many questions about receipts from one place (P18)."""

    def __init__(self) -> None:
        super().__init__("Đã tra cứu quá nhiều lần. Thử lại sau 5 phút.")


class WeakPassword(RuleBroken):
    """A password that others would guess (bad input 42)."""

    def __init__(self) -> None:
        super().__init__(
            "Mật khẩu này dễ đoán; hãy dùng một câu dài từ 15 ký tự.", field="password"
        )


class BasePayExists(Conflict):
    """One base pay begins on one day; the table is append-only."""

    def __init__(self, *, starts_on: date) -> None:
        super().__init__(f"Đã có mức lương cơ sở áp dụng từ ngày {format_date(starts_on)}.")


class NoBasePay(RuleBroken):
    """No base pay is known for a month, so coefficients cannot become money."""

    def __init__(self, *, month: date) -> None:
        super().__init__(
            f"Chưa có mức lương cơ sở của tháng {month.month}/{month.year}; "
            "đề nghị quản trị nhập mức lương cơ sở trước."
        )


class PossibleDuplicate(RuleBroken):
    """A member of the same name and year of birth is on the unit's list already."""

    def __init__(self, *, found: str) -> None:
        super().__init__(
            f"Có thể trùng với {found}. Nếu đây là người khác, đánh dấu "
            "«Đây là người khác» rồi ghi lại.",
            field="is_another_person",
        )


class ImportRefused(RuleBroken):
    """A list with faults is not imported at all (P10)."""

    def __init__(self, *, faults: int) -> None:
        super().__init__(
            f"Danh sách còn {faults} lỗi nên chưa nhập được dòng nào. "
            "Hãy sửa trong tệp rồi tải lên lại."
        )


class RowsWait(RuleBroken):
    """Rows of a file have faults or wait for an answer; somebody decides to leave them out."""

    def __init__(self, *, rows: int) -> None:
        super().__init__(
            f"Còn {rows} dòng chưa ghi được. Trả lời hoặc sửa các dòng đó, "
            "hoặc chọn ghi các dòng đúng và gửi lại các dòng còn lại."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Something that is likely a slip, and what the user agrees to by recording it anyway.

    ``token`` names the very facts, so that agreeing to one difference agrees to no other.
    """

    token: str
    sentence: str
    agree: str


class Unconfirmed(RuleBroken):
    """Nothing is wrong for certain: the user looks again and decides (bad inputs 10 and 25)."""

    def __init__(self, doubts: Sequence[Doubt]) -> None:
        super().__init__(" ".join(doubt.sentence for doubt in doubts))
        self.doubts = tuple(doubts)


class BeforeCampaign(RuleBroken):
    """Money cannot have been received for a campaign before it began."""

    def __init__(self, *, starts_on: date, field: str = "received_on") -> None:
        super().__init__(
            f"Đợt vận động bắt đầu từ ngày {format_date(starts_on)}; "
            f"ngày {'thu' if field == 'received_on' else 'ghi'} không được trước ngày đó.",
            field=field,
        )


class HandedIn(RuleBroken):
    """The money of a receipt has left the unit (bad input 30)."""

    def __init__(self, *, office_receipt: str | None) -> None:
        where = (
            f"đã nộp Văn phòng (phiếu thu số {office_receipt})"
            if office_receipt
            else "đã gửi, chờ Văn phòng xác nhận"
        )
        super().__init__(
            f"Số tiền này {where}; đề nghị Văn phòng trả lại trước khi hủy. "
            "Nếu chỉ sai tên hoặc số tiền, hãy dùng «Sửa phiếu»."
        )


class NothingChanged(RuleBroken):
    """A correction that says what the receipt says already."""

    def __init__(self) -> None:
        super().__init__("Chưa sửa gì: người nộp, nơi và số tiền vẫn như trên phiếu.")


class BookHasBegun(Conflict):
    """An opening balance comes before everything else in its book (J8)."""

    def __init__(self) -> None:
        super().__init__(
            "Sổ này đã có chứng từ nên không ghi số dư đầu kỳ được nữa. "
            "Nếu số dư sai, hãy kiểm kê quỹ và ghi phần thừa hoặc thiếu."
        )


class CampaignNotDraft(Conflict):
    """What a campaign asks for stays as it was when it opened."""

    def __init__(self, year: int) -> None:
        super().__init__(
            f"Đợt vận động năm {year} đã mở; danh sách và cách tính đã chốt, không sửa được nữa. "
            "Nếu cần thêm thời gian, hãy gia hạn bằng văn bản."
        )


class CampaignStillDraft(Conflict):
    """Extending and closing start from an open campaign."""

    def __init__(self, year: int) -> None:
        super().__init__(f"Đợt vận động năm {year} còn là dự thảo; hãy mở đợt vận động trước.")


class CampaignClosed(Conflict):
    """A closed campaign does not open again and its list stays."""

    def __init__(self, year: int) -> None:
        super().__init__(
            f"Đợt vận động năm {year} đã kết thúc. Tiền đến sau vẫn ghi được "
            "và được đánh dấu “nộp sau thời hạn”."
        )


class AlreadyListed(Conflict):
    """A member counts once a year, wherever they give."""

    def __init__(self, *, name: str, year: int, place: str) -> None:
        super().__init__(
            f"{name} đã có trong danh sách vận động năm {year} của {place}; "
            "mỗi đảng viên được tính một lần trong năm, ủng hộ ở đâu cũng được."
        )


class UsernameTaken(Conflict):
    """Two accounts cannot have one user name."""

    def __init__(self, username: str) -> None:
        super().__init__(f"Tên đăng nhập “{username}” đã có người dùng; hãy chọn tên khác.")


class NamesStayInside(NotAllowed):
    """Names with amounts are for the unit's own treasurers and secretary."""

    def __init__(self) -> None:
        super().__init__(
            "Tên và số tiền của từng người chỉ mở cho thủ quỹ và bí thư của chính đơn vị; "
            "ở trên đơn vị có số người và số tiền chung."
        )


class LeaseLost(Conflict):
    """Another worker has taken a job up, or it has ended; what was begun is undone."""

    def __init__(self) -> None:
        super().__init__("Việc này đã được tiến trình khác tiếp nhận hoặc đã kết thúc.")


class ListChanged(Conflict):
    """The unit's list changed between an import's preview and its confirmation."""

    def __init__(self) -> None:
        super().__init__(
            "Danh sách của đơn vị đã thay đổi sau khi xem trước. Hãy xem lại rồi xác nhận."
        )


class InTheWay(Conflict):
    """Copies are written only where nothing is yet."""

    def __init__(self, what: object) -> None:
        super().__init__(
            f"{what} đã có sẵn; không ghi đè lên. Hãy chọn chỗ khác hoặc cất đi trước."
        )


class CopyUnsound(LedgerError):
    """A copy that does not prove itself is never called a backup."""

    def __init__(self, copy: object, *, faults: int, first: str) -> None:
        super().__init__(
            f"{copy} không đạt, không dùng thay cho sổ được: {faults} chỗ sai, trước hết {first}. "
            "Muốn biết sổ đang dùng có đúng không, hãy chạy ngoinha verify."
        )


class NotABackup(LedgerError):
    """A file does not hold what could become the database."""

    def __init__(self, file: object, *, why: str) -> None:
        super().__init__(f"{file} không phải bản sao lưu dùng được ({why}). Chưa phục hồi gì.")


class ProgramFailed(LedgerError):
    """The database's own program cannot copy: missing, too old, no room."""

    def __init__(self, program: str, *, why: str) -> None:
        super().__init__(f"{program} không làm được: {why}.")


class AlreadyArrived(Conflict):
    """Money on its way is counted once."""

    def __init__(self, *, on: date, office_receipt: str | None) -> None:
        what = f"nhận (phiếu thu số {office_receipt})" if office_receipt else "trả lại toàn bộ"
        super().__init__(f"Khoản nộp này Văn phòng đã {what} ngày {format_date(on)}.")


class OverCount(RuleBroken):
    """The office cannot take more than the unit's book sent."""

    def __init__(self, *, counted_vnd: int, sent_vnd: int, field: str) -> None:
        super().__init__(
            f"Đếm được {format_vnd(counted_vnd)} đồng, nhiều hơn số đơn vị gửi "
            f"{format_vnd(sent_vnd)} đồng. Trả ngay phần thừa cho người mang tiền rồi đếm lại.",
            field=field,
        )


class ReturnNeedsReason(RuleBroken):
    """What the office does not take goes back with a reason."""

    def __init__(self, *, returned_vnd: int, received_vnd: int) -> None:
        super().__init__(
            f"Nhận {format_vnd(received_vnd)} đồng, trả lại đơn vị {format_vnd(returned_vnd)} đồng: "
            "đếm lại cho chắc rồi nhập lý do trả lại.",
            field="reason",
        )


class OverRefund(RuleBroken):
    """The office gives back to a unit at most what the unit has handed in."""

    def __init__(self, *, handed_in_vnd: int, wanted_vnd: int) -> None:
        super().__init__(
            f"Đơn vị đã nộp trong đợt này {format_vnd(handed_in_vnd)} đồng; "
            f"không trả lại {format_vnd(wanted_vnd)} đồng được.",
            field="amount_vnd",
        )


class TooLongAgo(RuleBroken):
    """A year that no book of the programme reaches is a slip of the hand."""

    def __init__(self, *, field: str) -> None:
        super().__init__("Ngày này quá xa trong quá khứ; hãy kiểm tra lại năm.", field=field)


class NothingToList(RuleBroken):
    """A daily list takes receipts that stand on no list yet (C8)."""

    def __init__(self, on: date) -> None:
        super().__init__(
            f"Ngày {format_date(on)} không còn phiếu thu tiền mặt nào chưa vào bảng kê.", field="on"
        )


class CountDiffers(RuleBroken):
    """Cash that is not what the book says needs a reason (biên bản kiểm kê quỹ)."""

    def __init__(self, *, counted_vnd: int, book_vnd: int) -> None:
        which = "thừa" if counted_vnd > book_vnd else "thiếu"
        super().__init__(
            f"Đếm được {format_vnd(counted_vnd)} đồng, sổ ghi {format_vnd(book_vnd)} đồng: {which} "
            f"{format_vnd(abs(counted_vnd - book_vnd))} đồng. Đếm lại cho chắc rồi nhập lý do.",
            field="reason",
        )


class ReportChanged(Conflict):
    """A report was corrected or taken back by somebody else since it was looked at."""

    def __init__(self) -> None:
        super().__init__("Báo cáo này vừa được người khác sửa hoặc rút lại. Mở lại trang để xem.")


class LineUsed(Conflict):
    """The money of a line is recorded once: somebody was quicker."""

    def __init__(self, *, on: date, amount_vnd: int, open_vnd: int, who: str) -> None:
        rest = f"; còn {format_vnd(open_vnd)} đồng chưa ghi" if open_vnd else ""
        super().__init__(
            f"Khoản chuyển khoản ngày {format_date(on)}, {format_vnd(amount_vnd)} đồng, "
            f"{who or 'người khác'} vừa ghi sổ rồi{rest}. Chưa ghi thêm gì; hãy xem lại hàng chờ."
        )


class PartsDiffer(RuleBroken):
    """The parts of a transfer are the whole of it, to the đồng."""

    def __init__(self, *, parts_vnd: int, open_vnd: int) -> None:
        which = "vượt" if parts_vnd > open_vnd else "còn"
        super().__init__(
            f"Cộng các phần {format_vnd(parts_vnd)} đồng, khoản chuyển khoản "
            f"{format_vnd(open_vnd)} đồng: {which} {format_vnd(abs(parts_vnd - open_vnd))} đồng."
        )


class ReferenceLost(Conflict):
    """What was certain when the page was made is not any more."""

    def __init__(self, *, on: date, amount_vnd: int) -> None:
        super().__init__(
            f"Khoản ngày {format_date(on)}, {format_vnd(amount_vnd)} đồng không còn chắc chắn theo "
            "mã. Hãy xem lại hàng chờ."
        )


class OwnProposal(NotAllowed):
    """Nobody decides on what they entered or prepared themselves (bad input 35)."""

    def __init__(self) -> None:
        super().__init__("Người đề nghị không được tự duyệt.")


class SpendsNothing(NotAllowed):
    """An agency unit hands its money in (bad input 33); ``office`` takes it."""

    def __init__(self, *, office: str) -> None:
        super().__init__(f"Khối cơ quan nộp về {office}; không chi tại đơn vị.")


class OverDecision(RuleBroken):
    """A decision leaves less than somebody wants to pay (bad input 34)."""

    def __init__(self, *, number: str, left_vnd: int, why: str = "") -> None:
        also = f" {why}." if why else ""
        super().__init__(
            f"Quyết định số {number} còn lại {format_vnd(left_vnd)} đồng.{also}", field="amount_vnd"
        )


class DecisionEntered(Conflict):
    """The same paper is entered once for a house and its money."""

    def __init__(self, *, number: str, on: date, house_name: str) -> None:
        super().__init__(
            f"Quyết định số {number} ngày {format_date(on)} đã được nhập cho {house_name}."
        )


class WordGiven(Conflict):
    """The second person's word on a decision is given once."""

    def __init__(self, *, number: str, outcome: str, on: datetime) -> None:
        day = format_date(on.astimezone(VIETNAM).date())
        super().__init__(f"Quyết định số {number} {outcome} ngày {day}.")


class StateTransitionRefused(StateRefused):
    """A need, or whatever has states, does not stand where an act starts from."""

    def __init__(self, *, doing: str, state: str) -> None:
        super().__init__(f"Hồ sơ đang ở trạng thái “{state}” nên không ghi “{doing}” được.")


class StepMissing(RuleBroken):
    """An act comes after another one of the same file, which is not there yet."""

    def __init__(self, *, doing: str, first: str) -> None:
        super().__init__(f"Chưa ghi bước “{first}”; ghi bước đó trước rồi mới “{doing}”.")


class LivingNeed(Conflict):
    """A member has one living need at a time (H3)."""

    def __init__(self, *, code: str, state: str) -> None:
        super().__init__(
            f"Đảng viên này đã có hồ sơ {code} ({state}); mỗi người chỉ có một hồ sơ đang xét."
        )


class FileMovedOn(Conflict):
    """Somebody else has added a step since this page was opened."""

    def __init__(self) -> None:
        super().__init__("Hồ sơ đã có bước mới từ khi mở trang này. Hãy xem lại rồi ghi.")


class FileErased(Conflict):
    """Nothing is added to a file that was erased at the member's wish."""

    def __init__(self) -> None:
        super().__init__("Hồ sơ này đã xóa theo yêu cầu của đảng viên; chỉ còn mã và các bước.")


class NoConsent(RuleBroken):
    """Pictures of a home need the family's written consent first."""

    def __init__(self) -> None:
        super().__init__(
            "Chưa có văn bản đồng ý của gia đình nên không lưu ảnh; hãy ghi văn bản đồng ý trước.",
            field="file",
        )
