"""Growth is shown by groups of classes, in a table and in panels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from broadsheet.scripts.benchmark.growth import GROUPS, growth_panels, growth_table
from broadsheet.scripts.benchmark.workload import CLASSES

if TYPE_CHECKING:
    from broadsheet.scripts.benchmark.runner import Measured

    from .conftest import MakeMeasured, MakeRun


@pytest.fixture
def archives(make_run: MakeRun, make_measured: MakeMeasured) -> list[Measured]:
    return [
        make_measured(
            size,
            {
                "broadsheet": [make_run(factor), make_run(factor)],
                "other": [make_run(3 * factor, fuzzy=False)],
            },
        )
        for size, factor in ((1_000, 1.0), (10_000, 2.0))
    ]


def test_every_class_is_in_one_group() -> None:
    grouped = [name for classes in GROUPS.values() for name in classes]
    assert sorted(grouped) == sorted(CLASSES)


def test_table_has_a_column_for_each_size(archives: list[Measured]) -> None:
    rows = growth_table(archives)
    assert rows[0][1:] == ["1,000", "10,000"]
    assert ["one word: broadsheet", "2.00", "4.00"] in rows
    assert ["one word: other", "6.00", "12.0"] in rows
    assert ["rebuild, 1 thread, MB/s: broadsheet", "0.25", "1.25"] in rows
    assert len(rows) == 1 + 2 * (len(GROUPS) + 1)


def test_group_is_left_out_where_a_class_of_it_cannot_be_asked(
    archives: list[Measured],
) -> None:
    assert ["prefix and misspelling: other", "-", "-"] in growth_table(archives)
    panels = {panel.title: panel for panel in growth_panels(archives)}
    ours, other = panels["prefix and misspelling"].lines
    assert [x for x, _ in ours.points] == [1_000.0, 10_000.0]
    assert [y for _, y in ours.points] == pytest.approx([2.0, 4.0])
    assert (other.name, other.points) == ("other", [])
