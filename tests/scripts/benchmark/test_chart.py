"""The chart is an SVG file whose points stand inside their frames."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

from broadsheet.scripts.benchmark.chart import Line, Panel, draw

_SVG = "{http://www.w3.org/2000/svg}"


def _groups(text: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(text).iter(f"{_SVG}g"))  # noqa: S314 - our own


def _points(group: ElementTree.Element) -> list[list[tuple[float, float]]]:
    lines = []
    for each in group.iter(f"{_SVG}polyline"):
        pairs = [pair.split(",") for pair in each.attrib["points"].split()]
        lines.append([(float(x), float(y)) for x, y in pairs])
    return lines


def _texts(group: ElementTree.Element) -> list[str]:
    return [each.text or "" for each in group.iter(f"{_SVG}text")]


_TENFOLD = Line("ours", [(1e4, 0.2), (1e5, 2.0), (1e6, 20.0)])


def test_tenfold_steps_are_equal_steps_inside_the_frame() -> None:
    panel, _ = _groups(draw([Panel("words", "ms", [_TENFOLD])], across="articles"))
    (points,) = _points(panel)
    steps = [(x2 - x1, y1 - y2) for (x1, y1), (x2, y2) in pairwise(points)]
    assert abs(steps[0][0] - steps[1][0]) < 0.2
    assert abs(steps[0][1] - steps[1][1]) < 0.2
    assert min(steps[0]) > 0
    frame = panel.find(f"{_SVG}rect")
    assert frame is not None
    left, top, width, height = (
        float(frame.attrib[name]) for name in ("x", "y", "width", "height")
    )
    assert all(left <= x <= left + width for x, _ in points)
    assert all(top <= y <= top + height for _, y in points)


def test_axes_are_labelled() -> None:
    panel, legend = _groups(draw([Panel("a & b", "ms", [_TENFOLD])], "articles"))
    texts = _texts(panel)
    assert {"a & b", "ms", "articles", "10k", "100k", "1M", "0.1", "100"} <= {*texts}
    assert _texts(legend) == ["ours"]


def test_panels_of_one_unit_have_one_scale() -> None:
    small = Line("ours", [(1e4, 0.2), (1e5, 0.2)])
    large = Line("ours", [(1e4, 2e3), (1e5, 0.2)])
    text = draw(
        [
            Panel("one", "ms", [small]),
            Panel("two", "ms", [large]),
            Panel("three", "MB/s", [small]),
        ],
        across="articles",
    )
    one, two, three, _ = map(_points, _groups(text))
    assert one[0][1] == two[0][1]
    assert three[0][1] != one[0][1]


def test_one_size_and_no_points_can_be_drawn() -> None:
    lines = [Line("ours", [(50.0, 1.0)]), Line("other", [])]
    text = draw([Panel("one", "ms", lines)], across="articles")
    assert "50" in _texts(_groups(text)[0])
    assert not re.search("nan|inf", text)
