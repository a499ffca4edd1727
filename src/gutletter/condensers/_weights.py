"""What each signal is worth: the few numbers learned from articles whose authors wrote their own key points.

Learned by ``bench/learn.py``; the articles themselves are no part of gutletter. A signal has three weights: what it is
worth in any article, and how much more or less in one that counsels its reader and in one that reports (``Manner``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from gutletter.condensers._words import TELLING

LEARNED_FROM = "en"  # the signals serve in every language, the words in this one

Weights = Mapping[str, tuple[float, float, float]]


class Learned(NamedTuple):
    """What signals say of a sentence as a key point or the bottom line, and of a passage; and the words that tell."""

    points: Weights
    bottom_line: Weights
    passage: Mapping[str, float]
    telling: Mapping[str, float]


POINTS: Weights = {
    "main words": (0.043, -0.027, -0.049),
    "many main words": (0.126, -0.127, 0.009),
    "commonest words": (0.084, 0.042, -0.018),
    "word pairs": (0.081, -0.085, 0.032),
    "title": (0.083, -0.043, 0.139),
    "headings": (0.073, -0.094, -0.001),
    "own heading": (0.043, 0.010, -0.069),
    "own section": (-0.041, 0.056, 0.005),
    "taken up later": (0.088, -0.069, 0.019),
    "prepared before": (0.050, 0.044, 0.025),
    "introduction": (0.014, -0.087, 0.130),
    "conclusion": (0.061, -0.037, 0.075),
    "ends a paragraph": (-0.015, -0.025, 0.003),
    "length": (0.095, -0.016, 0.018),
    "very short": (-0.038, 0.061, 0.011),
    "comfortable": (0.028, 0.037, 0.009),
    "very long": (-0.016, 0.068, -0.020),
    "source": (0.033, 0.034, -0.026),
    "commas": (-0.037, 0.004, 0.024),
    "enumeration": (0.008, 0.064, -0.007),
    "findings": (0.002, 0.117, -0.012),
    "among findings": (0.001, -0.027, -0.002),
    "numbers": (-0.015, 0.001, 0.002),
    "many numbers": (-0.010, 0.068, -0.041),
    "figures": (-0.029, 0.080, -0.038),
    "verdict": (-0.015, 0.056, -0.024),
    "caution": (-0.013, 0.127, 0.014),
    "advice": (0.005, 0.018, 0.022),
    "condition": (-0.041, 0.048, 0.012),
    "people": (-0.026, -0.032, 0.001),
    "being": (0.024, -0.016, 0.021),
    "writer": (-0.049, -0.164, 0.016),
    "anecdote": (-0.041, -0.072, -0.014),
    "telling words": (-0.129, 0.187, 0.081),
}

BOTTOM_LINE: Weights = {
    "main words": (-0.007, 0.006, -0.024),
    "many main words": (-0.014, -0.063, 0.024),
    "commonest words": (0.187, 0.020, 0.010),
    "word pairs": (0.036, 0.004, 0.009),
    "title": (0.126, -0.022, 0.069),
    "headings": (0.058, -0.024, -0.021),
    "own heading": (0.020, 0.005, -0.036),
    "own section": (-0.028, 0.006, -0.003),
    "taken up later": (0.110, 0.006, -0.025),
    "prepared before": (0.040, 0.045, 0.008),
    "at the very beginning": (0.044, -0.052, -0.033),
    "near the beginning": (0.042, -0.035, 0.002),
    "introduction": (0.038, -0.045, 0.041),
    "near the end": (0.003, -0.014, 0.044),
    "last section": (0.009, 0.017, 0.051),
    "conclusion": (0.046, -0.008, 0.034),
    "ends a paragraph": (0.001, -0.005, 0.022),
    "length": (0.278, 0.033, 0.033),
    "very short": (0.037, 0.032, -0.017),
    "comfortable": (0.014, 0.030, 0.014),
    "very long": (0.026, 0.000, -0.023),
    "source": (-0.011, 0.003, 0.002),
    "commas": (-0.049, 0.026, -0.010),
    "findings": (0.031, 0.005, -0.034),
    "among findings": (-0.006, -0.001, -0.013),
    "numbers": (0.006, -0.053, -0.059),
    "many numbers": (0.024, -0.000, -0.046),
    "verdict": (-0.008, -0.002, -0.013),
    "caution": (0.003, 0.036, -0.022),
    "advice": (0.032, -0.012, 0.020),
    "condition": (-0.025, 0.032, -0.014),
    "being": (0.029, 0.043, 0.019),
    "writer": (-0.035, -0.018, 0.001),
    "telling words": (-0.072, 0.010, 0.011),
}

PASSAGE: Mapping[str, float] = {
    "gist": 0.138,
    "sentences": 0.187,
    "as points": 0.129,
    "two": 0.122,
    "three": 0.115,
    "parting word": -0.039,
    "far down": 0.062,
    "counsel": 0.024,
    "opens a paragraph": 0.078,
    "denial": 0.063,
    "condition": 0.048,
    "advice": 0.041,
    "people": -0.008,
    "past": -0.071,
    "wanting": -0.054,
}

LEARNED = Learned(POINTS, BOTTOM_LINE, PASSAGE, TELLING)

PLAIN = {
    "main words": "uses the article's main words",
    "many main words": "holds many of the article's main words",
    "commonest words": "uses the article's commonest words",
    "word pairs": "uses the article's terms",
    "title": "speaks of what the title names",
    "headings": "speaks of what the headings name",
    "own heading": "says what its heading promises",
    "own section": "speaks for its section",
    "taken up later": "is taken up again later",
    "prepared before": "gathers what came before",
    "at the very beginning": "opens the article",
    "near the beginning": "stands near the beginning",
    "introduction": "stands in the introduction",
    "near the end": "stands near the end",
    "last section": "stands in the last section",
    "conclusion": "stands under a concluding heading",
    "length": "says enough to stand alone",
    "comfortable": "is of a comfortable length",
    "source": "names its source",
    "findings": "reports a finding",
    "among findings": "stands among findings",
    "numbers": "gives a number",
    "many numbers": "gives several numbers",
    "figures": "gives figures",
    "verdict": "says how it came out",
    "caution": "warns or says when to take care",
    "advice": "says what to do",
    "condition": "says when it holds",
    "people": "says of whom it is true",
    "being": "says what something is",
    "telling words": "is worded as key points are",
}
"""What an editor is told when a signal spoke for a sentence."""

OF_A_PASSAGE = {
    "gist": "says much of what the article's sentences have in common",
    "sentences": "consists of sentences that sum up well",
    "as points": "is worth a key point",
    "two": "is two sentences that belong together",
    "three": "is three sentences that belong together",
    "far down": "comes late in the article",
    "counsel": "stands under a heading that speaks to the reader",
    "opens a paragraph": "opens its paragraph",
    "denial": "says what is not so",
    "condition": "says when it holds",
    "advice": "says what to do",
}
"""The same of a passage of one to three sentences."""
