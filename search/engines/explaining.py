"""Explaining: the parts of a score, with the numbers they came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..results import ScorePart
from ..scoring import FIELD_SCORING, K1, idf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..plan import Scored
    from .finding import Finding
    from .weights import Weights


def explain(
    leaves: Sequence[Scored],
    taken: frozenset[int],
    docnum: int,
    finding: Finding,
    weights: Weights,
) -> tuple[ScorePart, ...]:
    """Return the parts of the score of a document, in the order of the *leaves*.

    :param taken: numbers of the leaves that take part in its match.
    """
    return tuple(
        _part(leaf, docnum, finding, weights) for leaf in leaves if leaf.number in taken
    )


def _part(leaf: Scored, docnum: int, finding: Finding, weights: Weights) -> ScorePart:
    frequencies = finding.occurrences(leaf).frequencies(docnum)
    fields: dict[str, dict[str, float]] = {}
    total = 0.0
    for field, frequency in zip(leaf.fields, frequencies, strict=True):
        scoring, mean = FIELD_SCORING[field], weights.means[field]
        length = float(finding.part.index.file.array(f"{field}.lengths")[docnum])
        norm = (1.0 - scoring.b) + scoring.b * (length / mean)
        total += scoring.weight * frequency / norm
        fields[field] = {
            "frequency": float(frequency),
            "length": length,
            "mean_length": mean,
            "weight": scoring.weight,
        }
    matching = weights.matching(leaf)
    return ScorePart(
        clause=leaf.label,
        score=weights.of(leaf) * (total / (total + K1)),
        idf=idf(weights.documents, matching),
        boost=leaf.boost,
        document_frequency=matching,
        documents=weights.documents,
        fields=fields,
    )
