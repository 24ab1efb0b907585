"""Tables: rows of cells, as aligned text or as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Stands where there is no figure.
ABSENT = "-"

#: The first row is the heading, the first cell of each row its name.
Rows = list[list[str]]


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Return *rows* as text: the first column left, the others right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            f"{cell:<{width}}" if place == 0 else f"{cell:>{width}}"
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def markdown(rows: Sequence[Sequence[str]]) -> str:
    """Return *rows* as a table of Markdown, aligned likewise."""
    heading, *others = rows
    rule = ["---", *["---:"] * (len(heading) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (heading, rule, *others))


def figure(value: float | None) -> str:
    """Return *value* with three digits that count, or all before the point."""
    if value is None:
        return ABSENT
    places = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{places}f}"
