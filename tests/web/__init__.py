"""Tests of pages: through the client, as a browser sees them."""
