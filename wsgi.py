"""For a WSGI server: ``wsgi:app``, configured by the environment."""

from ledger.app import create_app

app = create_app()
