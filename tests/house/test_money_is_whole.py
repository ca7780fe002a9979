"""Money is whole đồng: no float comes near it (P12)."""

from __future__ import annotations

import ast

from tests.house.sources import called, name_of, nodes, place, python_files

NOT_MONEY = {
    "ledger/documents/": "millimetres and points on paper",
    "ledger/demo/": "chances by which people of the demo district give",
    "ledger/intake/": "spreadsheets hand their numbers over as floats; values.py lets whole ones in",
    "ledger/db.py": "seconds to wait before the next try",
    "ledger/web/health.py": "a share of the disk",
}
"""Where floats measure something else; the last two rules hold there as well."""

LOOKED_AT = {
    "ledger/schemas/fields.py": "names float to refuse it: JSON hands 1.0 over",
}

FLOATS = {"float", "Float", "Numeric", "REAL", "Double"}


def test_no_float_comes_near_money() -> None:
    found = []
    for path in python_files("ledger"):
        if name_of(path).startswith(tuple(NOT_MONEY)):
            continue
        for node in nodes(path):
            literal = isinstance(node, ast.Constant) and isinstance(node.value, float)
            named = isinstance(node, ast.Name | ast.Attribute) and name(node) in FLOATS
            if literal or called(node) == "round" or (named and name_of(path) not in LOOKED_AT):
                found.append(place(path, node))
    assert found == []


def test_no_amount_is_divided_into_a_float() -> None:
    """``/`` makes a float of two ints; ``//``, ``divmod`` and ``split_vnd`` do not."""
    found = [
        place(path, node)
        for path in python_files("ledger")
        for node in nodes(path)
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div)
        if any(name(part).endswith("_vnd") for part in ast.walk(node))
    ]
    assert found == []


def test_whatever_is_called_vnd_is_an_int() -> None:
    found = []
    seen = 0
    for path in python_files("ledger"):
        for node in nodes(path):
            if isinstance(node, ast.arg):
                label, annotation = node.arg, node.annotation
            elif isinstance(node, ast.AnnAssign):
                label, annotation = name(node.target), node.annotation
            elif isinstance(node, ast.FunctionDef):
                label, annotation = node.name, node.returns
            else:
                continue
            if not label.endswith("_vnd") or annotation is None:
                continue
            seen += 1
            words = {name(part) for part in ast.walk(annotation)}
            is_text = isinstance(node, ast.FunctionDef) and words & {"str"}
            if not is_text and ("int" not in words or words & {"float", "Decimal", "str"}):
                found.append(f"{place(path, node)} {label}: {ast.unparse(annotation)}")
    assert found == []
    assert seen > 50


def test_the_allowances_are_still_needed() -> None:
    for allowed in (*NOT_MONEY, *LOOKED_AT):
        assert any(
            (isinstance(node, ast.Constant) and isinstance(node.value, float))
            or name(node) in FLOATS
            for path in python_files(allowed)
            for node in nodes(path)
        ), allowed


def name(node: ast.AST) -> str:
    """Return the last word of a name."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
