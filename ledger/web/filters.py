"""How values are written in templates; all of it is text, nothing is marked as safe."""

from datetime import datetime

import flask

from ledger import clock, labels, money
from ledger.crypto import new_token


def register(app: flask.Flask) -> None:
    """Give templates the filters ``vnd``, ``millions``, ``day``, ``long_day``, ``moment``, ``in_words`` …."""
    app.add_template_filter(money.format_vnd, "vnd")
    app.add_template_filter(money.format_millions, "millions")
    app.add_template_filter(money.vnd_in_words, "in_words")
    app.add_template_filter(clock.format_date, "day")
    app.add_template_filter(clock.long_date, "long_day")
    app.add_template_filter(format_moment, "moment")
    app.add_template_filter(labels.label, "label")
    app.add_template_filter(labels.capital, "capital")
    app.add_template_filter(labels.TARGET_SHAPES.__getitem__, "shape")
    app.add_template_global(labels.label, "label")
    app.add_template_global(new_token, "new_token")
    app.add_template_global(clock.today, "today")


def format_moment(at: datetime) -> str:
    """Write a moment as people in Viet Nam read it: ``14:05 ngày 20/11/2022``."""
    local = at.astimezone(clock.VIETNAM)
    return f"{local:%H:%M} ngày {clock.format_date(local.date())}"
