"""What an issue must pass before it may go: one file per check, each a function ``Proposal`` → findings.

An error stops the letter, unless somebody lets it pass with a reason; a warning is shown. Nothing is fetched here.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gutletter.checks.accessibility import accessibility
from gutletter.checks.approval import approval
from gutletter.checks.claims import claims
from gutletter.checks.clients import clients
from gutletter.checks.deliverability import deliverability
from gutletter.checks.freshness import freshness
from gutletter.checks.full_piece import full_piece
from gutletter.checks.links import links
from gutletter.checks.related import related
from gutletter.checks.size import size
from gutletter.checks.subject import subject
from gutletter.ports import Check

BY_NAME: Mapping[str, Check] = MappingProxyType(
    {
        "claims": claims,
        "freshness": freshness,
        "subject": subject,
        "full-piece": full_piece,
        "links": links,
        "related": related,
        "accessibility": accessibility,
        "clients": clients,
        "size": size,
        "deliverability": deliverability,
        "approval": approval,
    }
)
"""Under the names that findings and ``--allow`` use, in the order in which findings are read: what is said, then how,
then how it travels."""

CHECKS: tuple[Check, ...] = tuple(BY_NAME.values())
