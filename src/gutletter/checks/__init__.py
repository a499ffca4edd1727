"""What an issue must pass before it may go: one file per check, each a function ``Proposal`` → findings."""

from __future__ import annotations

from gutletter.checks.full_piece import full_piece
from gutletter.checks.letterhead import letterhead
from gutletter.checks.related import related
from gutletter.checks.size import size
from gutletter.ports import Check

CHECKS: tuple[Check, ...] = (full_piece, letterhead, related, size)
