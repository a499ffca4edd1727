"""The checks together: content with what is sound, calm about what is strange, and called by their names."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gutletter.checks import BY_NAME, CHECKS
from gutletter.drafts import parse_draft
from gutletter.model import Finding, Proposal
from tests.checks.proposals import proposal, sound, with_html, with_subject

SAMPLES = sorted(
    file for file in (Path(__file__).parents[2] / "issues").iterdir() if not file.name.startswith("README")
)


def everything(about: Proposal) -> list[Finding]:
    return [finding for check in CHECKS for finding in check(about)]


@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: file.stem)
def test_the_samples_have_no_fault(file: Path) -> None:
    about = sample(file)

    assert [str(finding) for finding in everything(about)] == []


def sample(file: Path) -> Proposal:
    from gutletter.article import parse_article
    from gutletter.condensers.editor import edited
    from gutletter.condensers.extractive import condense
    from gutletter.digest import numbered_references, traced
    from gutletter.render import render
    from tests.checks.proposals import AT
    from tests.letters import LETTERHEAD, THEME

    draft = parse_draft(file.name, file.read_bytes(), UTC, article_url="https://letter.example.org/articles/{slug}")
    article = parse_article(draft)
    digest = traced(edited(condense)(article), article)
    rendered = render(article, digest, (), LETTERHEAD, numbered_references(digest, article), THEME, at=AT)
    return Proposal(article, digest, (), rendered, at=AT)


def test_a_sound_article_has_no_fault() -> None:
    assert everything(sound()) == []
    assert (
        everything(proposal("---\ntitle: Tea\nurl: https://example.org/t\npreheader: One cup\n---\n\nTea is old.\n"))
        == []
    )


def test_every_finding_bears_the_name_that_allow_takes() -> None:
    spoilt = with_html("</body>", '<img src="data:,x"><svg></svg><p style="color:#fff">x</p><h5>x</h5></body>')
    spoilt = replace(
        spoilt, sent="sent", unresolved=("Nobody",), rendered=replace(spoilt.rendered, subject="", text="")
    )

    assert {finding.check for finding in everything(spoilt)} <= set(BY_NAME)
    for name, check in BY_NAME.items():
        assert {finding.check for finding in check(spoilt)} <= {name}


def test_the_same_proposal_gives_the_same_findings() -> None:
    spoilt = with_subject("RE: TEA!! 🍵")

    assert everything(spoilt) == everything(spoilt) != []


SCRAPS = """<p|<a href='|http://[|'|>|</td>|<table| style='|color:#12|;|{{x}}|<style>|@media|{|}|<img| alt|</|&#0;|<!--
-->|x|font:0/|padding:1px 2px|&zwnj;|<h6>""".replace("\n", "|").split("|")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(SCRAPS), max_size=25).map("".join))
def test_no_html_however_broken_upsets_a_check(html: str) -> None:
    whole = sound()

    for finding in everything(replace(whole, rendered=replace(whole.rendered, html=f"{html} [[unsubscribe_url]]"))):
        assert finding.message


def test_html_nested_very_deep_is_read_all_the_same() -> None:
    deep = with_html("</body>", f"{'<div>' * 3000}<img src='https://example.org/a.png'>{'</div>' * 3000}</body>")

    assert [finding.message for finding in everything(deep) if "cannot see it" in finding.message]
