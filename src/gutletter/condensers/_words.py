"""The words that key points are written in: by stem, how much more often one stands in them than in their articles.

Natural logarithms of ratios, learned by ``bench/learn.py`` from health columns of our own with an editor's points:
words in the points of ten columns or more, and only what differs by half or more either way. English alone.
"""

from __future__ import annotations

from collections.abc import Mapping

_BY_WEIGHT = {
    3.3: "conflict",
    2.6: "avoid",
    2.5: "versus",
    2.4: "fund",
    2.3: "among",
    2.1: "across daili",
    1.9: "match",
    1.8: "benefit cut",
    1.7: "care certainti pregnanc suggest",
    1.6: "beyond choos emergenc improv sham thinner user",
    1.5: "loss numb prevent while",
    1.4: "diseas gain medicin randomis",
    1.3: "beat caus link need show signific swell though",
    1.2: "against bleed chanc check clear older rais steroid symptom try",
    1.1: "advic found low pool prescrib",
    1.0: "associ but fever fewer lower never person poor result should sudden trial weight without",
    0.9: "adult alon blind children effect exercis g kidney onli past per placebo treat women",
    0.8: "add chang diabet mg moder new normal patient point risk rough score short twelv within",
    0.7: "allergi food least no over pain plain pressur seen sever troubl weak",
    0.6: "about blood control differ dummi eight eye first four heart light near test week",
    0.5: "babi diet evid gave healthi month report review",
    -0.5: "do had",
    -0.6: "are as been so was",
    -0.7: "be have some then",
    -0.8: "if out",
    -0.9: "all get",
    -1.0: "is those",
    -1.1: "them",
    -1.2: "which",
    -1.3: "who",
    -1.4: "it",
    -1.5: "the up",
    -2.1: "that",
}

TELLING: Mapping[str, float] = {word: weight for weight, group in _BY_WEIGHT.items() for word in group.split()}
