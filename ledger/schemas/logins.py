"""The login form."""

from marshmallow import fields

from ledger.schemas.fields import FormSchema, PasswordField, TextField


class Login(FormSchema):
    """A name and a password, and where to go on."""

    username = TextField(100, empty="Chưa nhập tên đăng nhập.", required=True)
    password = PasswordField(required=True)
    next = fields.String(load_default="")
    kept = fields.String(load_default="")


class DemoLogin(FormSchema):
    """One of the demo's buttons."""

    username = TextField(100, empty="Chưa chọn tài khoản.", required=True)
