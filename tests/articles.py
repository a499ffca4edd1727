"""Articles to condense, made from a body in one line."""

from __future__ import annotations

from gutletter.article import parse_article
from gutletter.condensers._signals import Candidate, candidates
from gutletter.languages import lexicon
from gutletter.model import Article, Draft, Format

SKIN = """\
When we think of healthy skin, we think of creams first. Few of us think of the gut.

## What links the gut and the skin

The gut and the skin are linked by the immune system, according to several reviews.[^1] People with acne report stomach
trouble somewhat more often than people with clear skin.[^2] This does not tell us which comes first.

## What was tried

However, probiotics did not clear acne in a trial of 56 adults over 12 weeks.[^3] A low-glycaemic diet may reduce spots
in some people, but the trials are small.[^2] Dysbiosis, or a disturbed balance of gut microbes, can be measured in
several ways. Figure 2 shows the details.

## The bottom line

In conclusion, looking after the gut will not replace the treatment of acne, but it may help some people with it. Ask
your doctor before you start a diet.

[^1]: A review of the gut-skin axis, 2019. https://example.org/axis
[^2]: A survey of adults with acne, 2020.
[^3]: A randomised trial of probiotics, 2021.
"""

COLUMN = """\
You have asked me about evening tea more often than about anything else, and I have put my answer off for a year.

## What you asked

A Danish trial gave 212 adults two cups of strong black tea an hour before bed for six weeks. {outcome} I drink mine at
four in the afternoon, and you may do as you like.

Adults who slept badly before were the ones whom your evening cup disturbed most. Ask your doctor before you drink tea
with iron tablets, because tea lowers how much iron you take up.

## What I would do

Children under twelve should have no caffeine at all in the evening. If you sleep badly, move your last cup to the
early afternoon for two weeks, and see whether your nights get better. People who take iron should wait an hour.
"""
"""A column; ``{outcome}`` is how a trial in it came out."""


def article(
    body: str, *, title: str = "What the gut has to do with the skin", language: str = "en", **draft: object
) -> Article:
    """The article that a draft with this body is; Markdown unless ``format`` says otherwise."""
    fields: dict[str, object] = {"format": Format.MARKDOWN, **draft}
    return parse_article(Draft("skin", "skin.md", title, body, fingerprint="f", language=language, **fields))  # type: ignore[arg-type] # a test's own fields


def sentences(body: str, language: str = "en") -> tuple[Candidate, ...]:
    """The sentences of an article with this body, read for weighing."""
    return candidates(article(body, language=language), lexicon(language))
