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
    "main words": (0.088, -0.029, 0.001),
    "many main words": (0.186, -0.032, -0.005),
    "commonest words": (0.066, 0.001, 0.000),
    "word pairs": (0.079, -0.005, 0.025),
    "title": (0.076, -0.062, 0.133),
    "headings": (0.058, -0.059, 0.025),
    "own heading": (0.047, 0.020, -0.060),
    "own section": (-0.039, 0.044, -0.016),
    "taken up later": (0.032, -0.054, 0.025),
    "prepared before": (-0.004, -0.030, 0.026),
    "introduction": (0.016, -0.052, 0.111),
    "conclusion": (0.072, -0.017, 0.053),
    "ends a paragraph": (-0.020, -0.037, 0.017),
    "length": (0.092, -0.040, 0.003),
    "very short": (-0.059, -0.051, 0.036),
    "comfortable": (0.030, 0.011, 0.001),
    "very long": (-0.012, -0.019, -0.008),
    "source": (0.070, -0.010, -0.030),
    "commas": (-0.054, -0.045, 0.021),
    "enumeration": (0.010, 0.022, -0.014),
    "findings": (0.001, 0.103, -0.056),
    "among findings": (0.012, 0.048, -0.042),
    "numbers": (-0.044, 0.114, -0.065),
    "many numbers": (-0.014, 0.044, -0.060),
    "verdict": (-0.005, 0.129, -0.067),
    "caution": (-0.017, 0.115, -0.020),
    "advice": (0.013, 0.031, -0.002),
    "condition": (-0.062, -0.011, 0.020),
    "people": (-0.023, 0.063, -0.023),
    "being": (0.055, -0.032, 0.016),
    "writer": (-0.048, -0.010, 0.007),
    "anecdote": (-0.045, -0.013, -0.012),
}

BOTTOM_LINE: Weights = {
    "main words": (-0.006, -0.004, -0.012),
    "many main words": (-0.054, -0.058, 0.025),
    "commonest words": (0.190, 0.037, 0.005),
    "word pairs": (0.028, 0.011, 0.013),
    "title": (0.123, -0.047, 0.083),
    "headings": (0.059, -0.049, -0.006),
    "own heading": (-0.002, -0.035, -0.013),
    "own section": (-0.014, 0.014, -0.015),
    "taken up later": (0.106, -0.038, -0.005),
    "prepared before": (0.069, 0.074, -0.013),
    "at the very beginning": (0.036, -0.042, -0.028),
    "near the beginning": (0.066, 0.018, 0.002),
    "introduction": (0.004, -0.039, 0.071),
    "near the end": (-0.006, 0.000, 0.047),
    "last section": (-0.011, 0.005, 0.051),
    "conclusion": (0.064, 0.032, 0.012),
    "ends a paragraph": (-0.009, -0.000, 0.025),
    "length": (0.309, 0.054, 0.021),
    "very short": (0.051, 0.043, -0.024),
    "comfortable": (0.011, 0.055, 0.002),
    "very long": (0.007, -0.006, -0.021),
    "source": (-0.014, -0.015, 0.011),
    "commas": (-0.057, 0.008, -0.010),
    "findings": (0.047, -0.003, -0.053),
    "among findings": (-0.002, -0.029, -0.007),
    "numbers": (0.009, -0.065, -0.045),
    "many numbers": (0.022, -0.033, -0.038),
    "verdict": (-0.011, -0.025, -0.005),
    "caution": (-0.026, -0.015, 0.003),
    "advice": (0.048, -0.062, 0.016),
    "condition": (-0.023, 0.038, -0.045),
    "being": (0.040, 0.092, -0.005),
    "writer": (-0.023, 0.001, -0.013),
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
