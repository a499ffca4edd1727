"""What each signal is worth: the few numbers learned from articles whose authors wrote their own key points.

Learned by ``bench/learn.py``; the articles themselves are no part of gutletter. A signal has three weights: what it is
worth in any article, and how much more or less in one that counsels its reader and in one that reports (``Manner``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

Weights = Mapping[str, tuple[float, float, float]]


class Learned(NamedTuple):
    """What the signals say of a sentence as a key point, and as the bottom line."""

    points: Weights
    bottom_line: Weights


POINTS: Weights = {
    "main words": (0.044, -0.027, -0.008),
    "many main words": (0.198, -0.027, -0.003),
    "commonest words": (0.067, -0.004, 0.006),
    "word pairs": (0.081, -0.005, 0.029),
    "title": (0.085, -0.074, 0.128),
    "headings": (0.061, -0.058, 0.019),
    "own heading": (0.051, 0.014, -0.063),
    "own section": (-0.032, 0.049, -0.016),
    "taken up later": (0.034, -0.054, 0.026),
    "prepared before": (-0.004, -0.027, 0.025),
    "introduction": (0.019, -0.054, 0.108),
    "conclusion": (0.069, -0.017, 0.052),
    "ends a paragraph": (-0.020, -0.033, 0.016),
    "length": (0.101, -0.031, 0.005),
    "very short": (-0.057, -0.041, 0.036),
    "comfortable": (0.034, 0.012, -0.005),
    "very long": (-0.016, 0.001, -0.011),
    "source": (0.073, 0.002, -0.040),
    "commas": (-0.049, -0.037, 0.022),
    "enumeration": (0.010, 0.017, -0.010),
    "findings": (0.008, 0.104, -0.056),
    "among findings": (0.013, 0.045, -0.036),
    "numbers": (-0.035, 0.106, -0.059),
    "many numbers": (-0.005, 0.060, -0.064),
    "verdict": (-0.008, 0.115, -0.059),
    "caution": (-0.012, 0.114, -0.026),
    "advice": (0.015, 0.030, -0.002),
    "condition": (-0.055, -0.009, 0.019),
    "people": (-0.020, 0.063, -0.030),
    "being": (0.051, -0.033, 0.017),
    "writer": (-0.043, -0.016, 0.005),
    "anecdote": (-0.038, -0.014, -0.012),
}

BOTTOM_LINE: Weights = {
    "main words": (-0.014, -0.008, -0.013),
    "many main words": (-0.016, -0.034, 0.021),
    "commonest words": (0.184, 0.025, 0.006),
    "word pairs": (0.025, 0.008, 0.009),
    "title": (0.126, -0.024, 0.078),
    "headings": (0.062, -0.036, -0.010),
    "own heading": (-0.002, -0.026, -0.017),
    "own section": (-0.016, 0.015, -0.015),
    "taken up later": (0.098, -0.033, -0.009),
    "prepared before": (0.052, 0.056, -0.009),
    "at the very beginning": (0.040, -0.033, -0.030),
    "near the beginning": (0.060, 0.007, 0.003),
    "introduction": (0.011, -0.031, 0.065),
    "near the end": (-0.001, 0.007, 0.045),
    "last section": (-0.010, 0.009, 0.050),
    "conclusion": (0.061, 0.026, 0.017),
    "ends a paragraph": (-0.003, -0.000, 0.020),
    "length": (0.295, 0.042, 0.024),
    "very short": (0.046, 0.034, -0.024),
    "comfortable": (0.007, 0.053, 0.005),
    "very long": (0.020, -0.016, -0.025),
    "source": (-0.013, -0.010, 0.009),
    "commas": (-0.057, 0.005, -0.009),
    "findings": (0.042, -0.002, -0.050),
    "among findings": (-0.001, -0.024, -0.009),
    "numbers": (0.018, -0.060, -0.051),
    "many numbers": (0.018, -0.031, -0.037),
    "verdict": (-0.017, -0.020, -0.003),
    "caution": (-0.021, -0.009, -0.004),
    "advice": (0.044, -0.044, 0.015),
    "condition": (-0.022, 0.025, -0.040),
    "being": (0.040, 0.077, -0.001),
    "writer": (-0.021, -0.001, -0.010),
}

LEARNED = Learned(POINTS, BOTTOM_LINE)

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
    "many numbers": "gives the figures",
    "verdict": "says how it came out",
    "caution": "warns or says when to take care",
    "advice": "says what to do",
    "condition": "says when it holds",
    "people": "says of whom it is true",
    "being": "says what something is",
}
"""What an editor is told when a signal spoke for a sentence."""
