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
    "main words": (0.066, 0.009, -0.049),
    "many main words": (0.120, -0.129, -0.001),
    "commonest words": (0.081, 0.044, -0.014),
    "word pairs": (0.068, -0.033, 0.049),
    "title": (0.077, -0.064, 0.146),
    "headings": (0.061, -0.071, 0.015),
    "own heading": (0.040, 0.009, -0.059),
    "own section": (-0.026, 0.048, -0.013),
    "taken up later": (0.078, -0.016, 0.018),
    "prepared before": (0.042, -0.014, 0.023),
    "introduction": (0.014, -0.048, 0.125),
    "conclusion": (0.054, -0.034, 0.081),
    "ends a paragraph": (-0.012, -0.061, -0.001),
    "length": (0.110, -0.132, 0.025),
    "very short": (-0.060, 0.061, 0.037),
    "comfortable": (0.036, 0.015, -0.004),
    "very long": (-0.019, 0.033, -0.014),
    "source": (0.039, 0.048, -0.031),
    "commas": (-0.043, 0.022, 0.022),
    "enumeration": (0.002, 0.050, -0.004),
    "findings": (0.003, 0.132, -0.033),
    "among findings": (0.002, 0.039, -0.004),
    "numbers": (-0.017, 0.083, -0.005),
    "many numbers": (-0.018, 0.065, -0.032),
    "figures": (-0.025, 0.114, -0.043),
    "verdict": (-0.020, 0.057, -0.023),
    "caution": (-0.027, 0.140, 0.017),
    "advice": (0.009, -0.002, 0.012),
    "condition": (-0.047, 0.015, 0.011),
    "people": (-0.023, 0.006, -0.007),
    "being": (0.037, -0.066, 0.020),
    "writer": (-0.032, -0.075, -0.005),
    "anecdote": (-0.032, -0.012, -0.026),
}

BOTTOM_LINE: Weights = {
    "main words": (-0.014, 0.011, -0.020),
    "many main words": (-0.023, -0.057, 0.021),
    "commonest words": (0.190, 0.013, 0.007),
    "word pairs": (0.030, 0.021, 0.012),
    "title": (0.129, -0.019, 0.073),
    "headings": (0.063, -0.032, -0.019),
    "own heading": (0.019, 0.008, -0.034),
    "own section": (-0.028, 0.006, -0.005),
    "taken up later": (0.107, 0.010, -0.025),
    "prepared before": (0.042, 0.046, 0.006),
    "at the very beginning": (0.034, -0.040, -0.025),
    "near the beginning": (0.039, -0.032, 0.007),
    "introduction": (0.029, -0.030, 0.048),
    "near the end": (0.007, -0.019, 0.043),
    "last section": (0.003, 0.016, 0.046),
    "conclusion": (0.050, -0.019, 0.036),
    "ends a paragraph": (0.004, -0.014, 0.019),
    "length": (0.291, 0.024, 0.032),
    "very short": (0.031, 0.038, -0.014),
    "comfortable": (0.009, 0.041, 0.014),
    "very long": (0.031, -0.004, -0.027),
    "source": (-0.009, 0.004, 0.005),
    "commas": (-0.050, 0.019, -0.016),
    "findings": (0.029, -0.018, -0.041),
    "among findings": (-0.001, -0.000, -0.014),
    "numbers": (0.007, -0.074, -0.061),
    "many numbers": (0.020, 0.004, -0.044),
    "verdict": (-0.012, -0.011, -0.014),
    "caution": (-0.011, 0.047, -0.019),
    "advice": (0.034, -0.017, 0.011),
    "condition": (-0.015, 0.021, -0.032),
    "being": (0.036, 0.042, 0.019),
    "writer": (-0.039, -0.008, -0.000),
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
    "many numbers": "gives several numbers",
    "figures": "gives figures",
    "verdict": "says how it came out",
    "caution": "warns or says when to take care",
    "advice": "says what to do",
    "condition": "says when it holds",
    "people": "says of whom it is true",
    "being": "says what something is",
}
"""What an editor is told when a signal spoke for a sentence."""
