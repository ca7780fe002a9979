"""The Vietnamese word for every code: one table per enum, one function to look them up.

Words are those of the design's glossary; a test demands one for every member.
"""

from collections.abc import Mapping
from enum import StrEnum

from ledger.likeness import Against, Likeness
from ledger.models.attachments import AttachmentKind
from ledger.models.bank_lines import BankUseKind, OtherMoney
from ledger.models.books import AccountKind, Movement, Rule
from ledger.models.campaigns import CampaignState
from ledger.models.commendations import RecipientKind
from ledger.models.contributions import Method
from ledger.models.contributors import ContributorKind
from ledger.models.decisions import ConfirmationOutcome, DecisionKind
from ledger.models.disbursements import StageState
from ledger.models.disclosures import DisclosureBasis, DisclosureContent, PostingState
from ledger.models.house_sources import SourceForm, SourceKind
from ledger.models.houses import HousePaperKind, HouseStatus
from ledger.models.housing_needs import (
    ConsentScope,
    NeedAct,
    NeedDoubt,
    NeedKind,
    NeedPaperKind,
    NeedState,
    RequestKind,
)
from ledger.models.imports import ImportKind
from ledger.models.jobs import JobKind, JobState
from ledger.models.journal import SubmissionKind, VoucherSeries
from ledger.models.member_moves import MoveKind, MoveState
from ledger.models.party_members import MemberStanding, NotAskedReason
from ledger.models.party_units import NameKind, ReceiptsPer, ReceiptTitle, UnitKind
from ledger.models.plan_decisions import PlanDecisionKind, PlanWord
from ledger.models.propaganda import PropagandaKind
from ledger.models.public_pages import PublicAccess
from ledger.models.receipts import DonorCopy
from ledger.models.remittances import RemittanceMethod
from ledger.models.roadmaps import OverruleKind
from ledger.models.rollout import ItemState, RolloutItem
from ledger.models.unit_plans import ModelKind
from ledger.models.users import Role
from ledger.roadmap import TargetState, Why
from ledger.surveys import LandRight, OtherProgramme, Poverty, PresentHouse, YesNo
from ledger.wages import Divisor, Rounding

ROLES = {
    Role.ADMIN: "Quản trị",
    Role.COMMUNE_TREASURER: "Thủ quỹ xã, thị trấn",
    Role.AGENCY_TREASURER: "Thủ quỹ cơ quan",
    Role.SECRETARY: "Bí thư",
    Role.OFFICE: "Văn phòng",
    Role.ORGANISATION_BOARD: "Ban Tổ chức",
    Role.STANDING_COMMITTEE: "Ban Thường vụ",
    Role.PROPAGANDA_BOARD: "Ban Tuyên giáo",
    Role.INSPECTOR: "Ủy ban Kiểm tra",
}

UNIT_KINDS = {
    UnitKind.DISTRICT_COMMITTEE: "Đảng bộ huyện",
    UnitKind.COMMUNE_COMMITTEE: "Đảng bộ xã",
    UnitKind.TOWN_COMMITTEE: "Đảng bộ thị trấn",
    UnitKind.WARD_COMMITTEE: "Đảng bộ phường",
    UnitKind.AGENCY_COMMITTEE: "Đảng bộ cơ quan",
    UnitKind.AGENCY_CELL: "Chi bộ cơ quan",
    UnitKind.CELL: "Chi bộ",
}

NAME_KINDS = {
    NameKind.ORGANISATION: "tên tổ chức đảng",
    NameKind.COMMITTEE: "tên cấp ủy",
    NameKind.SHORT: "tên gọi ngắn",
    NameKind.ADDRESS: "địa chỉ",
    NameKind.OFFICE: "văn phòng",
    NameKind.STANDING_COMMITTEE: "ban thường vụ",
    NameKind.ORGANISATION_BOARD: "ban tổ chức",
    NameKind.PROPAGANDA_BOARD: "ban tuyên giáo",
    NameKind.INSPECTION_COMMITTEE: "ủy ban kiểm tra",
    NameKind.HEAD_TITLE: "chức danh người đứng đầu",
    NameKind.HEAD: "người đứng đầu",
    NameKind.ACCOUNTANT: "kế toán",
    NameKind.CASHIER: "thủ quỹ",
}

RECEIPT_TITLES = {
    ReceiptTitle.PHIEU_THU: "Phiếu thu",
    ReceiptTitle.BIEN_LAI: "Biên lai thu tiền",
}

RECEIPTS_PER = {
    ReceiptsPer.PERSON: "mỗi người một phiếu",
    ReceiptsPer.LIST: "mỗi danh sách ký nộp một phiếu thu",
}

REMITTANCE_METHODS = {
    RemittanceMethod.CASH: "tiền mặt",
    RemittanceMethod.BANK: "chuyển khoản",
    RemittanceMethod.DIRECT: "trừ lương, chuyển thẳng từ tài khoản cơ quan",
}

RULES = {
    Rule.KEEP: "sử dụng tại đơn vị",
    Rule.REMIT: "nộp về Văn phòng",
    Rule.OFFICE: "kinh phí tại Văn phòng",
    Rule.GRANT: "kinh phí hỗ trợ cho một ngôi nhà",
}

ACCOUNT_KINDS = {
    AccountKind.CASH: "tiền mặt",
    AccountKind.BANK: "tiền gửi ngân hàng",
    AccountKind.TRANSIT: "tiền đang chuyển",
    AccountKind.FUND: "kinh phí vận động tại đơn vị",
    AccountKind.OFFICE_FUND: "kinh phí vận động tại Văn phòng",
    AccountKind.GRANT_FUND: "kinh phí hỗ trợ",
    AccountKind.DUE: "kinh phí vận động chờ nộp",
}

MOVEMENTS = {
    Movement.OPENING: "số dư đầu kỳ",
    Movement.CONTRIBUTION: "khoản ủng hộ",
    Movement.REMITTANCE_SENT: "gửi về Văn phòng",
    Movement.REMITTANCE_RETURNED: "Văn phòng trả lại",
    Movement.REMITTANCE_SETTLED: "Văn phòng đã xác nhận",
    Movement.REMITTANCE_RECEIVED: "nhận từ đơn vị",
    Movement.REFUND_OUT: "hoàn trả đơn vị",
    Movement.REFUND_IN: "nhận hoàn trả từ Văn phòng",
    Movement.GRANT_OUT: "hỗ trợ kinh phí",
    Movement.GRANT_IN: "nhận hỗ trợ kinh phí",
    Movement.GRANT_RETURN_OUT: "hoàn trả kinh phí hỗ trợ",
    Movement.GRANT_RETURN_IN: "nhận lại kinh phí hỗ trợ",
    Movement.DEPOSIT: "gửi tiền vào ngân hàng",
    Movement.WITHDRAWAL: "rút tiền gửi về quỹ",
    Movement.INTEREST: "lãi tiền gửi",
    Movement.FEE: "phí ngân hàng",
    Movement.CASH_OVER: "thừa quỹ khi kiểm kê",
    Movement.CASH_SHORT: "thiếu quỹ khi kiểm kê",
    Movement.DISBURSEMENT: "chi hỗ trợ",
    Movement.HAND_OVER_OUT: "bàn giao sang đơn vị kế thừa",
    Movement.HAND_OVER_IN: "nhận bàn giao",
}

CAMPAIGN_STATES = {
    CampaignState.DRAFT: "đang chuẩn bị",
    CampaignState.OPEN: "đang vận động",
    CampaignState.CLOSED: "đã kết thúc",
}

METHODS = {
    Method.CASH: "tiền mặt",
    Method.BANK: "chuyển khoản",
}

WAYS = {
    AccountKind.CASH: METHODS[Method.CASH],
    AccountKind.BANK: METHODS[Method.BANK],
    AccountKind.TRANSIT: "trừ lương",
}
"""How money was given, by the account that it went to."""

CONTRIBUTOR_KINDS = {
    ContributorKind.STAFF: "cán bộ, công chức, viên chức",
    ContributorKind.HOUSEHOLD: "hộ gia đình",
    ContributorKind.BUSINESS: "doanh nghiệp",
    ContributorKind.COLLECTIVE: "tập thể",
    ContributorKind.ANONYMOUS: "người ủng hộ không nêu tên",
}

IMPORT_KINDS = {
    ImportKind.MEMBERS: "danh sách đảng viên",
    ImportKind.BANK_STATEMENT: "sao kê ngân hàng",
    ImportKind.CONTRIBUTIONS: "danh sách ủng hộ",
}

BANK_USE_KINDS = {
    BankUseKind.REFERENCE: "ghi theo mã chuyển khoản",
    BankUseKind.CHOSEN: "thủ quỹ chọn người ủng hộ",
    BankUseKind.LINKED: "khớp phiếu đã ghi trước",
    BankUseKind.MOVEMENT: "ghi sổ lãi, phí ngân hàng",
    BankUseKind.OTHER: "không phải tiền ủng hộ",
}

OTHER_MONEY = {
    OtherMoney.INTEREST: "lãi tiền gửi",
    OtherMoney.FEE: "phí ngân hàng",
    OtherMoney.RETURNED: "tiền hoàn trả",
    OtherMoney.OWN_MONEY: "tiền của đơn vị chuyển, nộp vào",
    OtherMoney.NOT_FOR_US: "chuyển nhầm, sẽ chuyển trả",
    OtherMoney.OTHER: "khoản khác",
}

VOUCHER_SERIES = {
    VoucherSeries.RECEIPT: "phiếu thu",
    VoucherSeries.PAYMENT: "phiếu chi",
    VoucherSeries.ADJUSTMENT: "chứng từ điều chỉnh",
    VoucherSeries.HAND_IN: "bảng kê nộp kinh phí vận động",
    VoucherSeries.NOTE: "chứng từ ghi sổ",
}

SUBMISSION_KINDS = {
    SubmissionKind.CONTRIBUTIONS: "ghi khoản ủng hộ",
    SubmissionKind.VOID: "hủy phiếu",
    SubmissionKind.CORRECTION: "điều chỉnh phiếu",
    SubmissionKind.OPENING: "ghi số dư đầu kỳ",
    SubmissionKind.MOVEMENT: "ghi sổ",
}

MEMBER_STANDINGS = {
    MemberStanding.WORKING: "đang công tác",
    MemberStanding.RESIDENTIAL: "ở khu dân cư",
}

NOT_ASKED_REASONS = {
    NotAskedReason.EXEMPT_FROM_DUTIES: "được miễn công tác, sinh hoạt đảng",
    NotAskedReason.AWAY: "vắng mặt ở địa phương",
    NotAskedReason.ASKED_ELSEWHERE: "đã vận động ở nơi khác",
    NotAskedReason.UNIT_DECISION: "theo quyết định của đơn vị",
}

DONOR_COPIES = {
    DonorCopy.RETURNED: "đã thu lại",
    DonorCopy.NOT_GIVEN: "chưa giao cho người nộp",
    DonorCopy.LOST: "bị mất",
    DonorCopy.KEPT_BY_GIVER: "người nộp còn giữ",
}

ATTACHMENT_KINDS = {
    AttachmentKind.PICTURE: "ảnh",
    AttachmentKind.PDF: "tệp PDF",
}

NEED_KINDS = {
    NeedKind.NEW_HOUSE: "xây mới",
    NeedKind.REPAIR: "sửa chữa",
}

NEED_STATES = {
    NeedState.PROPOSED: "đề nghị",
    NeedState.SURVEYING: "đang khảo sát, xác minh",
    NeedState.ELIGIBLE: "đủ điều kiện",
    NeedState.PLANNED: "đưa vào lộ trình",
    NeedState.BUILDING: "đang xây dựng",
    NeedState.HANDED_OVER: "đã bàn giao",
    NeedState.WITHDRAWN: "rút đơn",
    NeedState.OTHER_PROGRAMME: "chuyển chương trình khác",
    NeedState.NOT_YET_ELIGIBLE: "chưa đủ điều kiện",
    NeedState.MOVED: "chuyển sinh hoạt",
    NeedState.DIED: "từ trần",
}

NEED_ACTS = {
    NeedAct.APPLY: "đảng viên nộp đơn",
    NeedAct.CELL_REVIEW: "chi bộ họp xét",
    NeedAct.NOMINATE: "cấp ủy đơn vị đề nghị",
    NeedAct.TAKE_UP: "Ban Tổ chức nhận, khảo sát",
    NeedAct.VERIFY: "Ban Tổ chức xác minh xong",
    NeedAct.LIST: "Ban Thường vụ đưa vào danh sách",
    NeedAct.PLAN: "đưa vào lộ trình",
    NeedAct.UNPLAN: "đưa ra khỏi lộ trình",
    NeedAct.START: "khởi công",
    NeedAct.HAND_OVER: "bàn giao nhà",
    NeedAct.ORDER: "đổi thứ tự ưu tiên",
    NeedAct.RECHECK: "rà soát lại hằng năm",
    NeedAct.ANSWER: "trả lời đảng viên",
    NeedAct.NOT_YET: "chưa đủ điều kiện",
    NeedAct.REOPEN: "xem xét lại",
    NeedAct.WITHDRAW: "đảng viên rút đơn",
    NeedAct.OTHER_PROGRAMME: "chuyển chương trình khác",
    NeedAct.MOVE_AWAY: "chuyển sinh hoạt",
    NeedAct.DIE: "từ trần",
}

NEED_PAPER_KINDS = {
    NeedPaperKind.APPLICATION: "đơn đề nghị",
    NeedPaperKind.CELL_MINUTES: "biên bản họp chi bộ",
    NeedPaperKind.SURVEY_MINUTES: "biên bản khảo sát",
    NeedPaperKind.LAND_PAPER: "giấy tờ về đất",
    NeedPaperKind.HOUSEHOLD_PAPER: "giấy xác nhận hộ",
    NeedPaperKind.CONSENT: "văn bản đồng ý",
    NeedPaperKind.PHOTO: "ảnh nhà ở",
    NeedPaperKind.OTHER: "giấy tờ khác",
}

CONSENT_SCOPES = {
    ConsentScope.NONE: "không đồng ý, hoặc đã rút lại",
    ConsentScope.FILE: "lưu ảnh trong hồ sơ",
    ConsentScope.PAPERS: "lưu và in ảnh trên giấy tờ nội bộ",
    ConsentScope.PUBLIC: "lưu, in và công khai ảnh",
}

NEED_DOUBTS = {
    NeedDoubt.SAME_PERSON: "có thể là cùng một người (trùng họ tên, năm sinh)",
    NeedDoubt.SAME_HOUSEHOLD: "cùng một nhà (trùng địa chỉ)",
    NeedDoubt.HELPED_BEFORE: "đảng viên này đã được bàn giao nhà",
    NeedDoubt.ASKED_ELSEWHERE: "gia đình đang xin hỗ trợ từ chương trình khác",
    NeedDoubt.HELPED_ELSEWHERE: "gia đình đã được chương trình khác hỗ trợ",
}

REQUEST_KINDS = {
    RequestKind.VIEW: "xem hồ sơ",
    RequestKind.CORRECT: "sửa hồ sơ",
    RequestKind.WITHDRAW: "rút đơn, rút đồng ý",
    RequestKind.DELETE: "xóa dữ liệu",
}

HOUSE_STATUSES = {
    HouseStatus.PLANNED: "dự kiến",
    HouseStatus.APPROVED: "đã có quyết định",
    HouseStatus.BUILDING: "đang xây",
    HouseStatus.HANDED_OVER: "đã bàn giao",
}

HOUSE_PAPER_KINDS = {
    HousePaperKind.AGREEMENT: "biên bản thống nhất với gia đình",
    HousePaperKind.START: "biên bản khởi công",
    HousePaperKind.ACCEPTANCE: "biên bản nghiệm thu",
    HousePaperKind.HAND_OVER: "biên bản bàn giao",
    HousePaperKind.SETTLEMENT: "quyết toán",
    HousePaperKind.PHOTO_BEFORE: "ảnh trước khi xây",
    HousePaperKind.PHOTO_AFTER: "ảnh sau khi xây",
    HousePaperKind.OTHER: "giấy tờ khác",
}

SOURCE_KINDS = {
    SourceKind.FAMILY: "gia đình",
    SourceKind.KIN: "họ hàng, dòng họ",
    SourceKind.CELL: "chi bộ, đoàn thể",
    SourceKind.SPONSOR: "nhà tài trợ",
    SourceKind.UPPER_COMMITTEE: "cấp ủy cấp trên",
    SourceKind.PROGRAMME: "chương trình khác",
    SourceKind.COMMUNITY: "bà con trong ấp, khóm",
}

SOURCE_FORMS = {
    SourceForm.MONEY: "tiền",
    SourceForm.GOODS: "hiện vật",
    SourceForm.LABOUR: "ngày công",
}

DECISION_KINDS = {
    DecisionKind.SUPPORT: "quyết định hỗ trợ kinh phí",
    DecisionKind.GRANT: "quyết định cấp kinh phí cho đơn vị xây nhà",
    DecisionKind.AMENDMENT: "quyết định điều chỉnh",
    DecisionKind.WITHDRAWAL: "quyết định thu hồi",
}

STAGE_STATES = {
    StageState.WAITING: "chờ chi",
    StageState.PAID: "đã chi",
    StageState.CANCELLED: "đã hủy",
    StageState.RETURNED: "đã trả lại người chuẩn bị",
}

CONFIRMATION_OUTCOMES = {
    ConfirmationOutcome.CONFIRMED: "đã xác nhận",
    ConfirmationOutcome.REFUSED: "trả lại",
}
POVERTIES = {
    Poverty.POOR: "hộ nghèo",
    Poverty.NEAR_POOR: "hộ cận nghèo",
    Poverty.NEITHER: "không thuộc hộ nghèo, cận nghèo",
}

LAND_RIGHTS = {
    LandRight.CERTIFICATE: "có giấy chứng nhận",
    LandRight.CONFIRMED: "chưa có giấy, xã xác nhận đất không tranh chấp",
    LandRight.FAMILY: "đất của cha mẹ, người thân cho ở",
    LandRight.DISPUTED: "đang tranh chấp, hoặc trong quy hoạch",
    LandRight.NONE: "không có đất",
}

PRESENT_HOUSES = {
    PresentHouse.NONE: "chưa có nhà",
    PresentHouse.SHARED: "ở nhờ, ở thuê",
    PresentHouse.TEMPORARY: "nhà tạm",
    PresentHouse.DEGRADED: "nhà xuống cấp, dột nát",
    PresentHouse.SOLID: "nhà còn ở được",
}

OTHER_PROGRAMMES = {
    OtherProgramme.NOT_ASKED_FOR: "không xin, không được hỗ trợ",
    OtherProgramme.ASKED_FOR: "đang xin, chưa có kết quả",
    OtherProgramme.GRANTED: "đã được hỗ trợ hoặc đã có quyết định",
}

YES_NO = {YesNo.YES: "có", YesNo.NO: "không"}

DIVISORS = {
    Divisor.D22: "22 ngày",
    Divisor.D24: "24 ngày",
    Divisor.D26: "26 ngày",
    Divisor.D30: "30 ngày",
    Divisor.WORKING_DAYS: "số ngày làm việc trong tháng",
}

ROUNDINGS = {
    Rounding.DONG: "đến đồng",
    Rounding.UP_THOUSAND: "lên tròn nghìn đồng",
    Rounding.UP_TEN_THOUSAND: "lên tròn mười nghìn đồng",
}

JOB_KINDS = {
    JobKind.OPEN_CAMPAIGN: "mở đợt vận động",
    JobKind.IMPORT_FILE: "nhập tệp",
}

JOB_STATES = {
    JobState.WAITING: "đang chờ",
    JobState.RUNNING: "đang chạy",
    JobState.DONE: "đã xong",
    JobState.FAILED: "chưa thực hiện được",
}

MOVE_KINDS = {
    MoveKind.FINAL: "chuyển sinh hoạt đảng chính thức",
    MoveKind.TEMPORARY: "chuyển sinh hoạt đảng tạm thời",
}

MOVE_STATES = {
    MoveState.PROPOSED: "chờ nơi đến tiếp nhận",
    MoveState.ACCEPTED: "đã tiếp nhận",
    MoveState.DECLINED: "nơi đến không tiếp nhận",
    MoveState.WITHDRAWN: "đã rút lại",
}

LIKENESSES = {
    Likeness.EXACT: "đúng họ tên",
    Likeness.UNMARKED: "đúng khi không xét dấu",
    Likeness.REVERSED: "tên viết trước họ",
    Likeness.OTHER_SPELLING: "dấu khác",
}

AGAINST = {
    Against.BIRTH_YEAR: "khác năm sinh",
    Against.CELL: "khác chi bộ",
}

ROLLOUT_ITEMS = {
    RolloutItem.PLAN: "kế hoạch của đơn vị",
    RolloutItem.SURVEY: "kết quả rà soát nhà ở",
    RolloutItem.PROPAGANDA: "tuyên truyền",
    RolloutItem.COLLECTION: "bắt đầu thu",
}

ITEM_STATES = {
    ItemState.DONE: "đã báo cáo",
    ItemState.LATE: "báo cáo sau hạn",
    ItemState.WAITING: "chưa báo cáo",
    ItemState.OVERDUE: "quá hạn",
}

MODEL_KINDS = {
    ModelKind.NEW: "mô hình mới",
    ModelKind.REPLICATED: "nhân rộng",
}

PROPAGANDA_KINDS = {
    PropagandaKind.ARTICLE: "tin, bài báo",
    PropagandaKind.BROADCAST: "phát thanh, truyền thanh",
    PropagandaKind.SOCIAL: "mạng xã hội",
    PropagandaKind.MEETING: "sinh hoạt chi bộ, hội nghị",
    PropagandaKind.VISUAL: "băng rôn, pa nô",
    PropagandaKind.BULLETIN: "bản tin, tờ rơi",
    PropagandaKind.OTHER: "hình thức khác",
}

RECIPIENT_KINDS = {
    RecipientKind.COLLECTIVE: "tập thể",
    RecipientKind.PERSON: "cá nhân",
}

DISCLOSURE_CONTENTS = {
    DisclosureContent.TOTALS: "số liệu chung của đơn vị",
    DisclosureContent.NAMES: "danh sách tên, không có số tiền",
    DisclosureContent.AMOUNTS: "số phiếu và số tiền, không có tên",
    DisclosureContent.NAMES_AND_AMOUNTS: "danh sách tên và số tiền",
}

DISCLOSURE_BASES = {
    DisclosureBasis.RESOLUTION: "nghị quyết",
    DisclosureBasis.CONSENT: "văn bản đồng ý của người ủng hộ",
}

POSTING_STATES = {
    PostingState.TO_POST: "chờ niêm yết",
    PostingState.LATE: "quá hạn niêm yết",
    PostingState.UP: "đang niêm yết",
    PostingState.LONG_ENOUGH: "đủ ngày, có thể gỡ",
    PostingState.DOWN: "đã gỡ",
    PostingState.SHORT: "đã gỡ trước hạn",
    PostingState.REPLACED: "có bản mới hơn",
}

PUBLIC_ACCESSES = {
    PublicAccess.SHUT: "đóng",
    PublicAccess.OPEN: "mở, không cho máy tìm kiếm ghi lại",
    PublicAccess.OPEN_TO_SEARCH: "mở, cho máy tìm kiếm ghi lại",
}

OVERRULES = {
    OverruleKind.YEAR: "đưa vào năm khác",
    OverruleKind.LEAVE_OUT: "chưa đưa vào lộ trình",
    OverruleKind.FOLLOW_RULE: "trở lại theo nguyên tắc chung",
}

PLAN_DECISIONS = {
    PlanDecisionKind.TARGET: "điều chỉnh chỉ tiêu",
    PlanDecisionKind.OFFICE_AID: "kinh phí tại Văn phòng hỗ trợ địa phương",
}

PLAN_WORDS = {
    PlanWord.CONFIRMED: "đã xác nhận",
    PlanWord.REFUSED: "không xác nhận",
}

WHYS = {
    Why.READY: "đủ tiền, khởi công được ngay",
    Why.SAVING: "chờ đủ tiền",
    Why.NOT_BEFORE: "đủ tiền, chưa khởi công sớm hơn được",
    Why.CHOSEN: "xếp theo điều chỉnh",
    Why.SHORT: "không đủ tiền trong thời gian của lộ trình",
    Why.CHOSEN_SHORT: "không đủ tiền trong năm được điều chỉnh",
    Why.CHOSEN_OUTSIDE: "năm được điều chỉnh nằm ngoài lộ trình",
    Why.LEFT_OUT: "chưa đưa vào lộ trình",
    Why.NO_COST: "chưa có dự toán",
    Why.NO_PURSE: "chưa có nguồn kinh phí",
}

TARGET_STATES = {
    TargetState.MET: "đã bàn giao",
    TargetState.BUILDING: "đang xây",
    TargetState.FUNDED: "đủ tiền, chưa khởi công",
    TargetState.SHORT: "chưa đủ tiền",
    TargetState.NO_CASE: "chưa có trường hợp",
    TargetState.CHANGED: "điều chỉnh chỉ tiêu",
}

TARGET_SHAPES = {
    TargetState.MET: "●",
    TargetState.BUILDING: "◐",
    TargetState.FUNDED: "◔",
    TargetState.SHORT: "○",
    TargetState.NO_CASE: "△",
    TargetState.CHANGED: "◇",
}
"""The sign of each state: the word says it, the shape is seen from afar, in black and white too."""

LABELS: dict[type[StrEnum], Mapping[StrEnum, str]] = {
    type(next(iter(table))): table  # type: ignore[misc]  # each table is keyed by one enum
    for table in (
        ROLES,
        UNIT_KINDS,
        NAME_KINDS,
        RECEIPT_TITLES,
        RECEIPTS_PER,
        REMITTANCE_METHODS,
        RULES,
        ACCOUNT_KINDS,
        MOVEMENTS,
        CAMPAIGN_STATES,
        METHODS,
        CONTRIBUTOR_KINDS,
        IMPORT_KINDS,
        BANK_USE_KINDS,
        OTHER_MONEY,
        VOUCHER_SERIES,
        SUBMISSION_KINDS,
        MEMBER_STANDINGS,
        NOT_ASKED_REASONS,
        DONOR_COPIES,
        ATTACHMENT_KINDS,
        NEED_KINDS,
        NEED_STATES,
        NEED_ACTS,
        NEED_PAPER_KINDS,
        CONSENT_SCOPES,
        NEED_DOUBTS,
        REQUEST_KINDS,
        HOUSE_STATUSES,
        HOUSE_PAPER_KINDS,
        SOURCE_KINDS,
        SOURCE_FORMS,
        DECISION_KINDS,
        STAGE_STATES,
        CONFIRMATION_OUTCOMES,
        POVERTIES,
        LAND_RIGHTS,
        PRESENT_HOUSES,
        OTHER_PROGRAMMES,
        YES_NO,
        DIVISORS,
        ROUNDINGS,
        JOB_KINDS,
        JOB_STATES,
        MOVE_KINDS,
        MOVE_STATES,
        LIKENESSES,
        AGAINST,
        ROLLOUT_ITEMS,
        ITEM_STATES,
        MODEL_KINDS,
        PROPAGANDA_KINDS,
        RECIPIENT_KINDS,
        DISCLOSURE_CONTENTS,
        DISCLOSURE_BASES,
        POSTING_STATES,
        PUBLIC_ACCESSES,
        OVERRULES,
        PLAN_DECISIONS,
        PLAN_WORDS,
        WHYS,
        TARGET_STATES,
    )
}
"""Every table by its enum."""


def label(member: StrEnum) -> str:
    """Return the word that users read for a code."""
    return LABELS[type(member)][member]


def capital(text: str) -> str:
    """Return a text whose first letter is large; those of names inside it stay as they are."""
    return f"{text[:1].upper()}{text[1:]}"


def options(kind: type[StrEnum]) -> list[tuple[str, str]]:
    """Return the members of an enum as (value, word), in the order of the enum."""
    return [(member.value, label(member)) for member in kind]


SERIES_PREFIXES = {
    VoucherSeries.RECEIPT: "PT",
    VoucherSeries.PAYMENT: "PC",
    VoucherSeries.ADJUSTMENT: "ĐC",
    VoucherSeries.HAND_IN: "BK",
    VoucherSeries.NOTE: "CT",
}


def earmark_text(house_name: str, need_code: str) -> str:
    """Return what the money of one house is called: by the need's code, never by a name."""
    return f"Kinh phí xây {house_name}" + (f" (mã {need_code})" if need_code else "")


def voucher_number(series: VoucherSeries, year: int, number: int) -> str:
    """Return a voucher's number as papers and screens call it: “PT 0129/2022”."""
    return f"{SERIES_PREFIXES[series]} {number:04d}/{year}"
