"""Read what happened and state it as frozen facts, ready for a screen, a paper or a file.

Each noun has its file with the dataclasses that are shown or printed and the queries that fill
them. Nothing here writes. Money is whole đồng, dates are days in Viet Nam.
"""
