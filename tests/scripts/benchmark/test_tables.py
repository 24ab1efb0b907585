"""Tables are aligned, as text and as Markdown."""

from __future__ import annotations

import pytest

from broadsheet.scripts.benchmark.tables import aligned, figure, markdown

_ROWS = [["name", "a", "long"], ["x", "1.00", "-"]]


def test_text_is_aligned() -> None:
    assert aligned(_ROWS) == "name     a  long\nx     1.00     -"


def test_markdown_has_a_rule_below_the_heading() -> None:
    assert markdown(_ROWS).splitlines() == [
        "| name | a | long |",
        "| --- | ---: | ---: |",
        "| x | 1.00 | - |",
    ]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "-"),
        (0.0, "0.00"),
        (0.126, "0.13"),
        (9.994, "9.99"),
        (12.34, "12.3"),
        (1234.5, "1,234"),
    ],
)
def test_figure_has_three_digits_that_count(value: float | None, expected: str) -> None:
    assert figure(value) == expected
