"""Paint papers: PDF by reportlab, spreadsheets by xlsxwriter, every word in Vietnamese.

D1  A document is a function of frozen facts from ``ledger.reports``: no database, no clock.
D2  The same facts give the same bytes, so a reprint is identical and a test can compare.
D3  Text goes through ``text.printable`` and is drawn as a string; markup is never parsed.
D4  Text that does not fit wraps, then shrinks; it never leaves its place.
"""
