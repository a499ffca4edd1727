"""What a claim may have broken."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Rule(StrEnum):
    """What a claim broke, in the words of an editor."""

    COVERAGE = "coverage"
    NUMBER = "number"
    NAME = "name"
    NEGATION = "negation"
    OPPOSITE = "opposite"
    STRENGTH = "strength"
    NEAR_COPY = "near copy"
    NEW_WORDS = "new words"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason not to print a claim: the rule, what it found, and the sentence it looked at (may be empty)."""

    rule: Rule
    found: str
    evidence: str = ""

    def __str__(self) -> str:
        seen = f" (nearest sentence: “{self.evidence}”)" if self.evidence else ""
        return f"{self.found}{seen}"
