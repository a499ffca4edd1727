"""What each signal is worth: the few numbers learned from articles whose authors wrote their own key points.

Learned by ``bench/learn.py``; the articles themselves are no part of gutletter. A signal has two weights: what it is
worth in any article, and how much more or less in one that talks to its reader, where anecdotes stand beside findings.
"""

from __future__ import annotations

from collections.abc import Mapping

POINTS: Mapping[str, tuple[float, float]] = {
    "main words": (0.161, -0.066),
    "commonest words": (0.114, 0.001),
    "title": (0.135, -0.124),
    "headings": (0.084, -0.037),
    "taken up later": (0.080, -0.049),
    "prepared before": (0.079, -0.078),
    "near the beginning": (0.009, -0.029),
    "introduction": (0.046, -0.067),
    "opens a section": (0.033, -0.054),
    "ends a paragraph": (-0.022, -0.027),
    "length": (0.136, 0.034),
    "very short": (-0.070, -0.075),
    "very long": (-0.033, -0.011),
    "source": (0.063, 0.041),
    "bracket": (-0.057, 0.013),
    "commas": (-0.054, -0.024),
    "long words": (0.021, -0.010),
    "findings": (-0.016, 0.123),
    "among findings": (-0.006, 0.067),
    "sample": (-0.038, 0.057),
    "many numbers": (-0.057, 0.081),
    "denied finding": (-0.008, 0.055),
    "condition": (-0.057, -0.002),
    "back-reference": (-0.034, 0.011),
    "writer": (-0.049, -0.031),
    "anecdote": (-0.068, 0.006),
}

BOTTOM_LINE: Mapping[str, tuple[float, float]] = {
    "title": (0.2, 0.0),
    "headings": (0.1, 0.0),
    "main words": (0.15, 0.0),
    "commonest words": (0.1, 0.0),
    "prepared before": (0.2, 0.0),
    "length": (0.1, 0.0),
    "many numbers": (-0.1, 0.0),
    "writer": (-0.1, 0.0),
    "anecdote": (-0.1, 0.0),
    "back-reference": (-0.05, 0.0),
}

PLAIN = {
    "main words": "uses the article's main words",
    "commonest words": "uses the article's commonest words",
    "title": "speaks of what the title names",
    "headings": "speaks of what the headings name",
    "taken up later": "is taken up again later",
    "prepared before": "gathers what came before",
    "near the beginning": "stands near the beginning",
    "introduction": "stands in the introduction",
    "opens a section": "opens its section",
    "ends a paragraph": "ends its paragraph",
    "length": "says enough to stand alone",
    "source": "names its source",
    "long words": "uses the subject's own terms",
    "findings": "reports a finding",
    "among findings": "stands among findings",
    "sample": "says how many were studied",
    "many numbers": "gives the figures",
    "denied finding": "says what was not found",
}
