"""Turn untrusted files into raw rows with their places, and report every error at once.

What a treasurer's spreadsheet really looks like is known here and nowhere else:

- ``workbooks`` – bytes of .xlsx .xls .ods .csv → sheets of raw cells, read in a child process
  (``child``, with ``packages``, ``marks``, ``old_workbooks`` and ``delimited``) that has little
  memory and time;
- ``legacy_text`` – cells in TCVN3 and VNI fonts → Unicode;
- ``tables`` (with ``lines``) – one sheet → its header wherever it stands, its body rows, totals and
  groups;
- ``values`` – one raw cell → a name, a year, a coefficient, an amount;
- ``member_lists`` – a workbook → people to add, with all row errors together;
- ``contribution_lists`` (with ``contribution_rows``) – a workbook → what people gave, with all row
  errors together.

Nothing here writes to the database or keeps the file.
"""
