"""Before it counts: test copies, and what send would do. Nothing here is written into the ledger."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from gutletter import bootstrap
from gutletter.addresses import canonical
from gutletter.cli.choosing import Pardon, allowed_in, sendable, tell_nothing, told_queue, warn_of_unfinished
from gutletter.cli.printing import counted, plain, print_finding, print_json, say, warn
from gutletter.desk import find
from gutletter.drafts import next_draft
from gutletter.message import as_test
from gutletter.model import IssueState, Outcome, RenderedIssue
from gutletter.pipeline import Newsroom, audience_of, examine, propose, resumable, send_test
from gutletter.render import render_mail
from gutletter.settings import Settings

GO_ON = "go on with"


def send_tests(
    settings: Settings, newsroom: Newsroom, name: str, addresses: Sequence[str], *, again: bool, as_json: bool
) -> None:
    """Send one marked copy to each address; of any article, a draft or a sent one too.

    When nothing is due and no article is named, a mail that only says it arrived.
    """
    wanted = [canonical(address) for address in addresses]
    places = told_queue(newsroom)
    draft = find(places, name).draft if name else next_draft(places)
    if draft is None:
        warn("The queue holds nothing that may go now, so the mail only says that it arrived.")
        carried_by = {"provider": settings.delivery.provider}
        head = newsroom.letterhead
        rendered = render_mail("test", head, newsroom.theme, language=head.language, values=carried_by)
    else:
        proposal = propose(newsroom, draft, [place.draft for place in places], again=again)
        for finding in examine(newsroom, proposal):
            print_finding(finding)
        rendered = as_test(proposal.rendered)
    with bootstrap.open_provider(settings) as provider:
        receipts = [(address, send_test(newsroom, provider, rendered, address)) for address in wanted]
    if as_json:
        print_json([{"address": address, "outcome": one.outcome, "reason": one.reason} for address, one in receipts])
    else:
        for address, receipt in receipts:
            say(f"{plain(rendered.subject)} → {plain(address)}: {receipt.outcome} {plain(receipt.reason)}".rstrip())
    if any(receipt.outcome is not Outcome.ACCEPTED for _, receipt in receipts):
        raise typer.Exit(1)


def tell_dry_run(
    settings: Settings, newsroom: Newsroom, name: str, *, again: bool, pardon: Pardon, as_json: bool
) -> None:
    """Say what ``send`` would do, with the same refusals."""
    begun = resumable(newsroom) if not name else None if again else newsroom.store.issue(name)
    if begun is not None and begun.state is IssueState.SENDING:
        tally = newsroom.store.tally(begun.id)
        left = tally.planned + tally.deferred
        _tell(settings, GO_ON, begun.slug, begun.rendered, "", left, as_json=as_json)
        return
    if not name:
        warn_of_unfinished(newsroom)
    places = told_queue(newsroom)
    draft = sendable(places, name, again=again) if name else next_draft(places)
    if draft is None:
        tell_nothing(newsroom, as_json=as_json)
        return
    drafts = [place.draft for place in places]
    proposal = propose(newsroom, draft, drafts, at=newsroom.clock(), again=again)
    allowed_in(newsroom, proposal, pardon)
    readers = audience_of(newsroom, draft)
    part = draft.audience
    _tell(settings, "send", draft.slug, proposal.rendered, draft.place, readers, part=part, as_json=as_json)


def _tell(
    settings: Settings,
    what: str,
    slug: str,
    rendered: RenderedIssue,
    file: str,
    readers: int,
    *,
    part: str = "",
    as_json: bool,
) -> None:
    size = len(rendered.html.encode())
    if as_json:
        fields = {"would": what, "slug": slug, "subject": rendered.subject, "file": file or None, "readers": readers}
        fields |= {"segment": part} if part else {}
        frozen = {"provider": settings.delivery.provider, "hash": rendered.hash, "html_bytes": size}
        print_json({**fields, **frozen})
        return
    say(f"Would {what} “{plain(rendered.subject)}”")
    say(f"  from     {plain(file) or 'the ledger, as it was frozen'}")
    whom = "reader still without a copy" if what == GO_ON else "confirmed reader"
    many = "readers still without a copy" if what == GO_ON else "confirmed readers"
    say(f"  to       {counted(readers, whom, many)}{f' in {plain(part)}' if part else ''}")
    say(f"  through  {settings.delivery.provider}")
    say(f"  frozen   {rendered.hash[:12]} ({size // 1000} kB of HTML)")
    say("Nothing was sent.")
    if not readers and what != GO_ON:
        warn("[yellow]There is no confirmed reader, so nothing would go.[/] Add some: subscribers import FILE.csv")
