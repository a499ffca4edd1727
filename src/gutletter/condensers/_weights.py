"""What each signal is worth: the few numbers learned from articles whose authors wrote their own key points.

Learned by ``bench/learn.py``; the articles themselves are no part of gutletter. A signal has two weights: what it is
worth in any article, and how much more or less in one that talks to its reader, where anecdotes stand beside findings.
"""

from __future__ import annotations

from collections.abc import Mapping

Weights = Mapping[str, tuple[float, float]]

POINTS: Weights = {
    "main words": (0.165, -0.067),
    "commonest words": (0.116, 0.004),
    "title": (0.155, -0.103),
    "named in the title": (-0.013, -0.076),
    "headings": (0.083, -0.042),
    "taken up later": (0.076, -0.061),
    "prepared before": (0.074, -0.068),
    "introduction": (0.050, -0.082),
    "ends a paragraph": (-0.026, -0.026),
    "length": (0.134, 0.049),
    "very short": (-0.070, -0.083),
    "very long": (-0.037, -0.014),
    "source": (0.064, 0.031),
    "commas": (-0.058, -0.026),
    "long words": (0.027, -0.016),
    "findings": (-0.010, 0.126),
    "among findings": (-0.006, 0.066),
    "sample": (-0.037, 0.057),
    "many numbers": (-0.062, 0.083),
    "denied finding": (-0.008, 0.057),
    "condition": (-0.053, -0.003),
    "back-reference": (-0.032, 0.012),
    "people": (-0.026, 0.072),
    "reader": (-0.018, -0.010),
    "writer": (-0.053, -0.032),
    "anecdote": (-0.070, 0.008),
}

BOTTOM_LINE: Weights = {
    "main words": (-0.006, 0.029),
    "commonest words": (0.219, 0.004),
    "title": (0.147, -0.110),
    "named in the title": (0.015, -0.027),
    "headings": (0.036, -0.021),
    "taken up later": (0.021, -0.006),
    "prepared before": (0.052, -0.045),
    "near the beginning": (0.064, -0.100),
    "introduction": (0.070, -0.052),
    "near the end": (0.047, -0.082),
    "last section": (0.020, -0.011),
    "length": (0.324, 0.168),
    "very short": (-0.016, -0.006),
    "very long": (-0.043, 0.005),
    "commas": (-0.074, 0.038),
    "long words": (0.029, -0.043),
    "findings": (-0.012, 0.046),
    "figures": (-0.15, -0.1),
    "many numbers": (-0.072, 0.013),
    "denied finding": (-0.013, -0.022),
    "condition": (-0.047, 0.048),
    "back-reference": (-0.001, 0.034),
    "people": (-0.003, -0.057),
    "reader": (0.018, 0.049),
    "writer": (-0.052, 0.010),
    "anecdote": (-0.031, 0.007),
}

PLAIN = {
    "main words": "uses the article's main words",
    "commonest words": "uses the article's commonest words",
    "title": "speaks of what the title names",
    "named in the title": "speaks of what the title names",
    "headings": "speaks of what the headings name",
    "taken up later": "is taken up again later",
    "prepared before": "gathers what came before",
    "near the beginning": "stands near the beginning",
    "introduction": "stands in the introduction",
    "near the end": "stands near the end",
    "last section": "stands in the last section",
    "length": "says enough to stand alone",
    "source": "names its source",
    "long words": "uses the subject's own terms",
    "findings": "reports a finding",
    "among findings": "stands among findings",
    "sample": "says how many were studied",
    "many numbers": "gives the figures",
    "denied finding": "says what was not found",
    "condition": "says when it holds",
    "people": "says of whom it is true",
    "reader": "speaks to the reader",
}
"""What an editor is told when a signal spoke for a sentence."""
