"""Frozen values as text in a column, and back, exactly."""

from __future__ import annotations

from functools import cache
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from gutletter.errors import StoreError
from gutletter.model import Digest, RenderedIssue

_Value = TypeVar("_Value")


@cache
def digests() -> TypeAdapter[Digest]:
    """How a digest is written and read."""
    return TypeAdapter(Digest)


@cache
def renderings() -> TypeAdapter[RenderedIssue]:
    """How a rendering is written and read."""
    return TypeAdapter(RenderedIssue)


def written(form: TypeAdapter[_Value], value: _Value) -> str:
    """A frozen value as JSON."""
    return form.dump_json(value).decode()


def read(form: TypeAdapter[_Value], text: str, place: str) -> _Value:
    """The value that was written; StoreError when somebody else changed it."""
    try:
        return form.validate_json(text)
    except ValidationError as error:
        raise changed(place) from error


def changed(place: str) -> StoreError:
    """The trouble of a frozen value that is no longer what was frozen."""
    return StoreError(
        f"{place}: what was frozen when the issue opened has been changed since.",
        remedy="Nothing of it is sent; restore the database from a backup.",
    )
