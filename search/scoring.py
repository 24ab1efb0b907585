"""Scoring: BM25F over the fields of an article.

A clause is one term whatever it stands for: a stem group, a phrase, a prefix.
Its frequency in each field is normalised by the field's length, weighted,
summed, and saturated once (Robertson, Zaragoza and Taylor, "Simple BM25
extension to multiple weighted fields", CIKM 2004)::

    tf    = sum over fields of  weight * frequency / (1 - b + b * length / mean)
    idf   = ln(1 + (N - n + 0.5) / (n + 0.5))
    score = boost * idf * tf / (tf + K1)

``N`` counts the articles of the snapshot and ``n`` those that the clause
matches; deleted ones are in neither. A score adds up its clauses in the order
of the query. Everything is float64 and uses only the four operations outside
``idf``, so that every implementation can give the same bits.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: How soon more occurrences cease to count; 1.2 as in the paper's tradition.
K1 = 1.2


@dataclass(frozen=True, slots=True)
class FieldScoring:
    """How occurrences in one field count."""

    #: What an occurrence is worth beside one in the body.
    weight: float
    #: How much a long field dilutes them, 0 (not at all) to 1.
    b: float


FIELD_SCORING = {
    "title": FieldScoring(weight=3.0, b=0.6),
    "body": FieldScoring(weight=1.0, b=0.75),
}


def idf(documents: int, matching: int) -> float:
    """Return the inverse document frequency; positive for any ``0 <= n <= N``."""
    return math.log(1.0 + (documents - matching + 0.5) / (matching + 0.5))


def field_frequency(
    field: str,
    frequency: NDArray[np.float64],
    length: NDArray[np.float64],
    mean_length: float,
) -> NDArray[np.float64]:
    """Return the normalised and weighted frequency in *field*, one an article."""
    scoring = FIELD_SCORING[field]
    norm = (1.0 - scoring.b) + scoring.b * (length / mean_length)
    return scoring.weight * frequency / norm


def saturate(weight: float, frequency: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the score of a clause: *weight* is its boost times its idf."""
    return weight * (frequency / (frequency + K1))


def decay(age_days: int, half_life_days: float) -> float:
    """Return what is left of a score after *age_days*; future dates lose nothing."""
    return float(0.5 ** (max(age_days, 0) / half_life_days))
