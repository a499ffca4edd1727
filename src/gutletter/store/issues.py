"""Issues: opened once, frozen from then on, closed when every copy is settled."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, insert, or_, select, update

from gutletter.errors import StoreError, UnknownIssue
from gutletter.model import (
    Allowance,
    Digest,
    Earlier,
    Edition,
    Issue,
    IssueState,
    Letterhead,
    Occurrence,
    Piece,
    Published,
    RenderedIssue,
    Segment,
)
from gutletter.pacing import Morning
from gutletter.store import approvals, articles, audience, calendar, desk, frozen, interest
from gutletter.store.connection import FREEZING, AnyRow, AnySelect, Statements
from gutletter.store.schema import allowances, issues, subscribers
from gutletter.store.segments import wanted_by

NOTHING_CONDENSED = Digest((), (), "", "")
NOTHING_RENDERED = RenderedIssue("", "", "", "", Letterhead("", "", "", "", ""))

_NEWEST_FIRST = issues.c.id.desc()
_ISSUE = select(
    issues.c.id,
    issues.c.slug,
    issues.c.title,
    issues.c.url,
    issues.c.fingerprint,
    issues.c.state,
    issues.c.opened_at,
    issues.c.closed_at,
    issues.c.audience,
    issues.c.digest,
    issues.c.rendered,
    issues.c.hash,
    issues.c.sealed_with,
    issues.c.paused_at,
)


class Issues(Statements):
    """Which issues there are, and how far they got."""

    def open_issue(
        self,
        edition: Edition,
        now: datetime,
        *,
        occurrence: Occurrence | None = None,
        again: bool = False,
        morning: Morning | None = None,
    ) -> Issue:
        """Freeze the rendering and plan one delivery per confirmed reader; see :class:`gutletter.ports.Ledger`.

        ``again`` repeats an article that has gone out, as a new issue with the same slug; while one of its issues is
        still being sent, it changes nothing. An editor's mark ``again`` says the same, and is looked at and used up in
        the same transaction: it lets one issue open. An occurrence that was skipped is no longer: it has an issue now.
        """
        with self._database.writing() as connection:
            self._database.alone(connection, FREEZING)
            may_repeat = again or desk.may_go_again(connection, edition.slug)
            row = _first_one(connection, edition, occurrence, again=may_repeat)
            if row is None:
                row = _freeze(connection, edition, now, morning)
                desk.use_up_again(connection, edition.slug)
                if occurrence is not None:
                    calendar.settle(self._database, connection, occurrence, row.id)
            allowed = _allowed(connection, [row])[row.id]
        return self._issue(row, allowed)

    def issue(self, name: str) -> Issue | None:
        """The latest issue with this slug, or with this id written as a number; None if there is none."""
        with self._database.reading() as connection:
            row = _newest(connection, _ISSUE.where(issues.c.slug == name))
            if row is None and name.isascii() and name.isdecimal() and len(name) < 19:
                row = _newest(connection, _ISSUE.where(issues.c.id == int(name)))
            allowed = () if row is None else _allowed(connection, [row])[row.id]
        return None if row is None else self._issue(row, allowed)

    def issue_by_id(self, issue_id: int) -> Issue | None:
        """The issue with this number; None if there is none."""
        with self._database.reading() as connection:
            row = connection.execute(_ISSUE.where(issues.c.id == issue_id)).first()
            allowed = () if row is None else _allowed(connection, [row])[row.id]
        return None if row is None else self._issue(row, allowed)

    def issues(self, limit: int = 50) -> Sequence[Issue]:
        """Issues, newest first."""
        return self._issues(_ISSUE.order_by(_NEWEST_FIRST).limit(limit))

    def unfinished(self) -> Sequence[Issue]:
        """Issues that are being sent, oldest first."""
        return self._issues(_ISSUE.where(issues.c.state == IssueState.SENDING).order_by(issues.c.id))

    def close_issue(self, issue_id: int, now: datetime) -> Issue:
        """Mark the issue sent if every delivery is settled; return it as it now stands. UnknownIssue."""
        with self._database.writing() as connection:
            row = _held(connection, issue_id)
            if row.state is IssueState.SENDING and not audience.unsettled(connection, issue_id):
                row = _end(connection, issue_id, IssueState.SENT, now)
            allowed = _allowed(connection, [row])[row.id]
        return self._issue(row, allowed)

    def cancel_issue(self, issue_id: int, now: datetime) -> Issue:
        """Stop an issue that is being sent; what is not handed over is suppressed, what is may still be answered.

        Any other issue is left as it is. UnknownIssue.
        """
        with self._database.writing() as connection:
            row = _held(connection, issue_id)
            if row.state is IssueState.SENDING:
                audience.suppress_waiting(connection, issue_id, now, "the issue was cancelled")
                row = _end(connection, issue_id, IssueState.CANCELLED, now)
            allowed = _allowed(connection, [row])[row.id]
        return self._issue(row, allowed)

    def pause_issue(self, issue_id: int, now: datetime) -> Issue:
        """Hand nothing more over until it is resumed; see :class:`gutletter.ports.Ledger`. UnknownIssue."""
        with self._database.writing() as connection:
            row = _held(connection, issue_id)
            if row.state is IssueState.SENDING and row.paused_at is None:
                row = _set(connection, issue_id, paused_at=now)
            allowed = _allowed(connection, [row])[row.id]
        return self._issue(row, allowed)

    def resume_issue(self, issue_id: int) -> Issue:
        """Let a paused issue go on; twice is harmless. UnknownIssue."""
        with self._database.writing() as connection:
            row = _held(connection, issue_id)
            if row.paused_at is not None:
                row = _set(connection, issue_id, paused_at=None)
            allowed = _allowed(connection, [row])[row.id]
        return self._issue(row, allowed)

    def audience(self, tags: Collection[str], segment: Segment, now: datetime, *, at_most: int | None = None) -> int:
        """How many readers an issue opened now would be for, counted up to ``at_most``."""
        with self._database.reading() as connection:
            number = (connection.scalar(select(func.max(issues.c.id))) or 0) + 1
            wanted = select(subscribers.c.id).where(wanted_by(tags, segment, number, now)).limit(at_most).subquery()
            return connection.execute(select(func.count()).select_from(wanted)).scalar_one()

    def published(self) -> Sequence[Published]:
        """The identity of every article that became an issue, a cancelled one too, newest first."""
        asked = select(issues.c.slug, issues.c.url, issues.c.fingerprint, issues.c.opened_at).order_by(_NEWEST_FIRST)
        with self._database.reading() as connection:
            return [Published(*row) for row in connection.execute(asked)]

    def earlier(self, since: datetime) -> Sequence[Earlier]:
        """The letters opened at or after ``since``, newest first, with their subjects; cancelled ones are left out."""
        asked = (
            select(issues.c.slug, issues.c.rendered, issues.c.opened_at)
            .where(issues.c.opened_at >= since, issues.c.state != IssueState.CANCELLED)
            .order_by(_NEWEST_FIRST)
        )
        with self._database.reading() as connection:
            rows = connection.execute(asked).all()
        return [Earlier(row.slug, json.loads(row.rendered)["subject"], row.opened_at) for row in rows]

    def archive(self) -> Sequence[Piece]:
        """Every article that has gone out or is going out, once, newest first; what was cancelled is not among them."""
        asked = (
            select(
                issues.c.slug,
                issues.c.title,
                issues.c.url,
                issues.c.tags,
                issues.c.text,
                issues.c.line,
                issues.c.opened_at,
            )
            .where(issues.c.state != IssueState.CANCELLED, issues.c.kind == "issue")
            .order_by(_NEWEST_FIRST)
        )
        newest: dict[str, Piece] = {}
        with self._database.reading() as connection:
            for slug, title, url, tags, text, line, at in connection.execute(asked):
                newest.setdefault(slug, Piece(slug, title, url, tuple(json.loads(tags)), text, line, at))
        return list(newest.values())

    def _issues(self, asked: AnySelect) -> Sequence[Issue]:
        with self._database.reading() as connection:
            rows = connection.execute(asked).all()
            allowed = _allowed(connection, rows)
        return [self._as_it_is(row, allowed[row.id]) for row in rows]

    def _issue(self, row: AnyRow, allowed: Sequence[Allowance]) -> Issue:
        """The issue, if it is what was frozen; StoreError."""
        place = f"{self._database.place}, issue {row.id} ({row.slug})"
        rendered = frozen.read(frozen.renderings(), row.rendered, place)
        if rendered.hash != row.hash:
            raise frozen.changed(place)
        return _made(row, frozen.read(frozen.digests(), row.digest, place), rendered, tuple(allowed))

    def _as_it_is(self, row: AnyRow, allowed: Sequence[Allowance]) -> Issue:
        """The issue among others, whose sums are nobody else's trouble: what is wrong with it stands in ``damage``."""
        try:
            return self._issue(row, allowed)
        except StoreError as error:
            return replace(_made(row, NOTHING_CONDENSED, NOTHING_RENDERED, tuple(allowed)), damage=str(error))


def _made(row: AnyRow, digest: Digest, rendered: RenderedIssue, allowed: tuple[Allowance, ...]) -> Issue:
    return Issue(
        id=row.id,
        slug=row.slug,
        title=row.title,
        url=row.url,
        fingerprint=row.fingerprint,
        state=row.state,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        audience=row.audience,
        digest=digest,
        rendered=rendered,
        allowed=allowed,
        sealed_with=row.sealed_with,
        paused_at=row.paused_at,
    )


def _allowed(connection: Connection, rows: Sequence[AnyRow]) -> Mapping[int, Sequence[Allowance]]:
    """What was let pass when these issues opened, by issue."""
    asked = (
        select(allowances.c.issue_id, allowances.c.check_name, allowances.c.because, allowances.c.found)
        .where(allowances.c.issue_id.in_([row.id for row in rows]))
        .order_by(allowances.c.check_name)
    )
    allowed: dict[int, list[Allowance]] = {row.id: [] for row in rows}
    for issue_id, check, because, found in connection.execute(asked):
        allowed[issue_id].append(Allowance(check, because, found))
    return allowed


def _first_one(
    connection: Connection, edition: Edition, occurrence: Occurrence | None, *, again: bool
) -> AnyRow | None:
    """The issue that the occurrence or the article already has, unless it may be repeated."""
    if occurrence is not None:
        issue_id = calendar.issue_of(connection, occurrence)
        if issue_id is not None:
            return _newest(connection, _ISSUE.where(issues.c.id == issue_id))
    earlier = _newest(connection, _ISSUE.where(_same_article(edition)))
    if earlier is None or (again and earlier.state is not IssueState.SENDING):
        return None
    return earlier


def _same_article(edition: Edition) -> Any:
    identity = issues.c.slug, issues.c.url, issues.c.fingerprint
    return or_(*(and_(column != "", column == getattr(edition, column.name)) for column in identity))


def _freeze(connection: Connection, edition: Edition, now: datetime, morning: Morning | None) -> AnyRow:
    repeated = _newest(connection, _ISSUE.where(_same_article(edition))) is not None
    issue_id = connection.execute(
        insert(issues)
        .values(
            slug=edition.slug,
            title=edition.title,
            url=edition.url,
            fingerprint=edition.fingerprint,
            repeated=repeated,
            state=IssueState.SENDING,
            opened_at=now,
            audience=0,
            tags=json.dumps(edition.tags, ensure_ascii=False),
            text=edition.text,
            line=edition.digest.bottom_line_text,
            digest=frozen.written(frozen.digests(), edition.digest),
            rendered=frozen.written(frozen.renderings(), edition.rendered),
            hash=edition.rendered.hash,
            segment=edition.segment.text,
            kind=edition.kind,
            sealed_with=edition.sealed_with,
        )
        .returning(issues.c.id)
    ).scalar_one()
    if edition.allowed:
        rows = [
            {"issue_id": issue_id, "check_name": one.check, "because": one.because, "found": one.found}
            for one in edition.allowed
        ]
        connection.execute(insert(allowances), rows)
    if edition.approved:
        approvals.goes_under(connection, edition.approved, issue_id)
    if edition.links:
        interest.keep_links(connection, issue_id, edition.letter, edition.links)
    if edition.full:
        articles.keep(connection, issue_id, edition.full)
    planned = audience.plan(connection, issue_id, now, wanted_by(edition.tags, edition.segment, issue_id, now), morning)
    connection.execute(update(issues).where(issues.c.id == issue_id).values(audience=planned))
    return _held(connection, issue_id)


def _end(connection: Connection, issue_id: int, state: IssueState, now: datetime) -> AnyRow:
    return _set(connection, issue_id, state=state, closed_at=now, paused_at=None)


def _set(connection: Connection, issue_id: int, **values: object) -> AnyRow:
    connection.execute(update(issues).where(issues.c.id == issue_id).values(values))
    return _held(connection, issue_id)


def _held(connection: Connection, issue_id: int) -> AnyRow:
    """The issue, as it stays until this transaction changes it."""
    row = connection.execute(_ISSUE.where(issues.c.id == issue_id).with_for_update()).first()
    if row is None:
        raise UnknownIssue(f"There is no issue {issue_id}.", remedy="gutletter status lists them.")
    return row


def _newest(connection: Connection, asked: AnySelect) -> AnyRow | None:
    return connection.execute(asked.order_by(_NEWEST_FIRST).limit(1)).first()
