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
    """What the signals say of a sentence as a key point, and as the bottom line; and the words that tell."""

    points: Weights
    bottom_line: Weights
    telling: Mapping[str, float]


POINTS: Weights = {
    "main words": (0.053, 0.015, -0.054),
    "many main words": (0.126, -0.143, 0.003),
    "commonest words": (0.083, 0.039, -0.013),
    "word pairs": (0.069, -0.043, 0.047),
    "title": (0.077, -0.057, 0.146),
    "headings": (0.064, -0.077, 0.011),
    "own heading": (0.039, 0.010, -0.063),
    "own section": (-0.031, 0.065, -0.008),
    "taken up later": (0.088, -0.027, 0.018),
    "prepared before": (0.050, -0.014, 0.027),
    "introduction": (0.017, -0.040, 0.124),
    "conclusion": (0.062, -0.037, 0.073),
    "ends a paragraph": (-0.012, -0.062, -0.001),
    "length": (0.099, -0.104, 0.010),
    "very short": (-0.056, 0.060, 0.035),
    "comfortable": (0.036, 0.021, -0.005),
    "very long": (-0.023, 0.033, -0.011),
    "source": (0.055, 0.057, -0.044),
    "commas": (-0.036, 0.008, 0.023),
    "enumeration": (0.004, 0.049, -0.004),
    "findings": (0.017, 0.117, -0.032),
    "among findings": (0.000, 0.037, -0.001),
    "numbers": (-0.011, 0.073, -0.006),
    "many numbers": (-0.019, 0.073, -0.028),
    "figures": (-0.020, 0.107, -0.048),
    "verdict": (-0.018, 0.046, -0.020),
    "caution": (-0.012, 0.121, 0.014),
    "advice": (0.015, -0.013, 0.009),
    "condition": (-0.043, 0.006, 0.017),
    "people": (-0.021, 0.006, -0.002),
    "being": (0.018, -0.042, 0.028),
    "writer": (-0.035, -0.075, -0.000),
    "anecdote": (-0.034, -0.015, -0.020),
    "telling words": (-0.135, 0.200, 0.087),
}

BOTTOM_LINE: Weights = {
    "main words": (-0.019, 0.017, -0.021),
    "many main words": (-0.014, -0.058, 0.025),
    "commonest words": (0.192, 0.016, 0.011),
    "word pairs": (0.026, 0.016, 0.013),
    "title": (0.124, -0.018, 0.073),
    "headings": (0.065, -0.033, -0.023),
    "own heading": (0.016, 0.011, -0.034),
    "own section": (-0.029, 0.006, -0.002),
    "taken up later": (0.106, 0.010, -0.022),
    "prepared before": (0.041, 0.044, 0.006),
    "at the very beginning": (0.040, -0.046, -0.028),
    "near the beginning": (0.039, -0.029, 0.005),
    "introduction": (0.029, -0.034, 0.046),
    "near the end": (0.008, -0.020, 0.042),
    "last section": (0.007, 0.018, 0.048),
    "conclusion": (0.050, -0.018, 0.034),
    "ends a paragraph": (0.006, -0.016, 0.023),
    "length": (0.281, 0.025, 0.030),
    "very short": (0.030, 0.034, -0.013),
    "comfortable": (0.009, 0.039, 0.016),
    "very long": (0.028, -0.003, -0.028),
    "source": (-0.010, 0.004, 0.006),
    "commas": (-0.044, 0.019, -0.016),
    "findings": (0.038, -0.009, -0.038),
    "among findings": (0.000, 0.002, -0.014),
    "numbers": (0.013, -0.060, -0.059),
    "many numbers": (0.018, 0.000, -0.043),
    "verdict": (-0.007, -0.006, -0.014),
    "caution": (-0.003, 0.048, -0.018),
    "advice": (0.034, -0.016, 0.012),
    "condition": (-0.016, 0.020, -0.025),
    "being": (0.031, 0.043, 0.018),
    "writer": (-0.040, -0.011, 0.001),
    "telling words": (-0.072, 0.012, 0.008),
}

LEARNED = Learned(POINTS, BOTTOM_LINE, TELLING)

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
