"""The administrator's forms for accounts."""

from ledger.models.users import Role
from ledger.schemas.fields import (
    CodeField,
    FormSchema,
    IdField,
    NameField,
    PasswordField,
    TextField,
)


class NewUser(FormSchema):
    """Somebody who will log in."""

    username = TextField(40, empty="Chưa nhập tên đăng nhập.", required=True)
    full_name = NameField(required=True)
    role = CodeField(Role, empty="Chưa chọn vai trò.", required=True)
    party_unit_id = IdField(empty="Chưa chọn tổ chức.", required=True)
    password = PasswordField(required=True)


class NewPassword(FormSchema):
    """A new password for somebody who forgot theirs."""

    password = PasswordField(required=True)


class NoFacts(FormSchema):
    """A button: everything that it needs stands in its address."""
