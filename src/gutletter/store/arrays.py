"""Many rows named in one parameter of one statement: its text is the same however many they are.

SQLite reads them from JSON, PostgreSQL from arrays.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    FromClause,
    Integer,
    Text,
    any_,
    bindparam,
    column,
    func,
    select,
)

from gutletter.store.connection import Database


def among(database: Database, numbers: ColumnElement[int], name: str) -> ColumnElement[bool]:
    """Whether a number is one of those that ``many`` gives to the parameter ``name``."""
    if database.is_sqlite:
        return numbers.in_(select(func.json_each(bindparam(name, type_=Text)).table_valued("value").c.value))
    return numbers == any_(bindparam(name, type_=ARRAY(BigInteger)))


def many(database: Database, numbers: Iterable[int]) -> object:
    """The value of a parameter of ``among``."""
    return f"[{','.join(map(str, numbers))}]" if database.is_sqlite else list(numbers)


def table_of(database: Database, number: str, *texts: str) -> FromClause:
    """A table of numbers with texts beside them, in the columns so named, which ``rows`` gives."""
    if database.is_sqlite:
        value = func.json_each(bindparam("rows", type_=Text)).table_valued("value").c.value
        kinds = Integer(), *(Text() for _ in texts)
        parts = (func.json_extract(value, f"$[{at}]", type_=kind) for at, kind in enumerate(kinds))
        named = select(*(part.label(name) for part, name in zip(parts, (number, *texts), strict=True)))
        # A limit that limits nothing makes it a table of its own; otherwise it is read anew for every row joined to it.
        return named.limit(-1).subquery()
    given = bindparam(number, type_=ARRAY(BigInteger)), *(bindparam(name, type_=ARRAY(Text)) for name in texts)
    columns: list[ColumnElement[Any]] = [column(number, BigInteger), *(column(name, Text) for name in texts)]
    return func.unnest(*given).table_valued(*columns).render_derived()


def rows(database: Database, names: Sequence[str], given: Sequence[tuple[object, ...]]) -> Mapping[str, object]:
    """The parameters that a statement with ``table_of`` takes: its rows, of which there is at least one."""
    if database.is_sqlite:
        return {"rows": json.dumps(given)}
    return dict(zip(names, map(list, zip(*given, strict=True)), strict=True))
