"""HTML for people: a blueprint per noun, and the shell that all of them stand in.

``register`` joins the shell to an application: who may open what (``access``), how forms are read
(``forms``), what errors look like (``errors``), the menu (``navigation``) and the headers.
"""

import flask

from ledger.web import (
    access,
    errors,
    filters,
    headers,
    health,
    home,
    installation,
    member_imports,
    members,
    navigation,
    sessions,
    units,
    users,
)

BLUEPRINTS: tuple[flask.Blueprint, ...] = (
    home.bp,
    sessions.bp,
    users.bp,
    health.bp,
    units.bp,
    members.bp,
    member_imports.bp,
)
"""Every blueprint, one per noun."""


def register(app: flask.Flask) -> None:
    """Put the pages and their shell into an application.

    Raises:
        RuntimeError: a view has no access mark.

    """
    headers.register(app)
    sessions.register(app)
    app.before_request(access.enforce)
    headers.register_csrf(app)
    errors.register(app)
    filters.register(app)
    navigation.register(app)
    installation.register(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    access.require_marks(app)
