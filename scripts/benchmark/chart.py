"""The chart: small panels of lines on logarithmic axes, as SVG.

It brings its own background and follows the reader's choice of light or dark.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_COLUMNS = 3
_WIDTH, _HEIGHT = 300, 220
#: Of a panel, around its plot.
_LEFT, _RIGHT, _TOP, _BOTTOM = 58, 14, 34, 44
_LEGEND_LINE = 24
_STYLE = """
svg { font: 12px system-ui, sans-serif; }
.paper { fill: #ffffff; } .frame { stroke: #9aa3ad; fill: none; }
.grid { stroke: #e3e7eb; } text { fill: #24292f; } .title { font-weight: 600; }
.line { fill: none; stroke-width: 2; }
.s0 { stroke: #1f6feb; } .d0 { fill: #1f6feb; }
.s1 { stroke: #c2410c; } .d1 { fill: #c2410c; }
.s2 { stroke: #b7791f; } .d2 { fill: #b7791f; }
.s3 { stroke: #7c3aed; } .d3 { fill: #7c3aed; }
.s4 { stroke: #57606a; } .d4 { fill: #57606a; }
.s0 { stroke-width: 3; }
.s1 { stroke-dasharray: 7 4; } .s2 { stroke-dasharray: 2 4; }
.s3 { stroke-dasharray: 10 3 2 3; } .s4 { stroke-dasharray: 1 5; }
@media (prefers-color-scheme: dark) {
.paper { fill: #0d1117; } .frame { stroke: #6e7681; }
.grid { stroke: #262c36; } text { fill: #e6edf3; }
.s0 { stroke: #58a6ff; } .d0 { fill: #58a6ff; }
.s1 { stroke: #ff9a5c; } .d1 { fill: #ff9a5c; }
.s2 { stroke: #e3b341; } .d2 { fill: #e3b341; }
.s3 { stroke: #bc8cff; } .d3 { fill: #bc8cff; }
.s4 { stroke: #9aa3ad; } .d4 { fill: #9aa3ad; }
}
"""
_STYLES = 5


@dataclass(frozen=True, slots=True)
class Line:
    """The points of one engine, from left to right; all above zero."""

    name: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Panel:
    """One plot; those of one unit have the same scale."""

    title: str
    unit: str
    #: The n-th line of every panel belongs to the same engine.
    lines: Sequence[Line]


def draw(panels: Sequence[Panel], across: str) -> str:
    """Return the panels as an SVG file; *across* is what their x axes count."""
    rows = math.ceil((len(panels) + 1) / _COLUMNS)
    width, height = _COLUMNS * _WIDTH, rows * _HEIGHT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}" role="img">',
        f"<style>{_STYLE}</style>",
        f'<rect class="paper" width="{width}" height="{height}"/>',
    ]
    for place, panel in enumerate(panels):
        alike = [each for each in panels if each.unit == panel.unit]
        parts += _in_place(place, _panel(panel, _Scales.of(alike), across))
    parts += _in_place(len(panels), _legend(panels[0]))
    return "\n".join([*parts, "</svg>", ""])


@dataclass(frozen=True, slots=True)
class _Scales:
    """Where values stand in a panel."""

    left: float
    right: float
    #: Powers of ten.
    low: int
    high: int

    @classmethod
    def of(cls, panels: Sequence[Panel]) -> _Scales:
        """Return scales that hold every point of *panels*."""
        points = [
            point for panel in panels for line in panel.lines for point in line.points
        ]
        across = [x for x, _ in points] or [1.0]
        upward = [y for _, y in points] or [1.0]
        low = math.floor(math.log10(min(upward)))
        high = max(low + 1, math.ceil(math.log10(max(upward))))
        return cls(min(across), max(across), low, high)

    def x(self, value: float) -> float:
        room = _WIDTH - _LEFT - _RIGHT
        if self.left == self.right:
            return _LEFT + room / 2
        part = math.log(value / self.left) / math.log(self.right / self.left)
        return _LEFT + room * part

    def y(self, value: float) -> float:
        part = (math.log10(value) - self.low) / (self.high - self.low)
        return _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * part


def _in_place(place: int, parts: Iterator[str]) -> list[str]:
    row, column = divmod(place, _COLUMNS)
    x, y = column * _WIDTH, row * _HEIGHT
    return [f'<g transform="translate({x} {y})">', *parts, "</g>"]


def _panel(panel: Panel, scales: _Scales, across: str) -> Iterator[str]:
    right, bottom = _WIDTH - _RIGHT, _HEIGHT - _BOTTOM
    yield f'<text class="title" x="{_LEFT}" y="22">{escape(panel.title)}</text>'
    for power in range(scales.low, scales.high + 1):
        y = scales.y(10.0**power)
        yield f'<path class="grid" d="M{_LEFT} {y:.1f}H{right}"/>'
        yield _text(_LEFT - 6, y + 4, f"{10.0**power:,g}", "end")
    for x in sorted({x for line in panel.lines for x, _ in line.points}):
        place = scales.x(x)
        yield f'<path class="grid" d="M{place:.1f} {_TOP}V{bottom}"/>'
        yield _text(place, bottom + 16, _short(x), "middle")
    yield _text((_LEFT + right) / 2, bottom + 34, across, "middle")
    middle = (_TOP + bottom) / 2
    yield (
        f'<text text-anchor="middle" transform="translate(14 {middle:.1f})'
        f' rotate(-90)">{escape(panel.unit)}</text>'
    )
    yield (
        f'<rect class="frame" x="{_LEFT}" y="{_TOP}" width="{right - _LEFT}"'
        f' height="{bottom - _TOP}"/>'
    )
    for number, line in reversed([*enumerate(panel.lines)]):
        places = [(scales.x(x), scales.y(y)) for x, y in line.points]
        yield from _stroke(places, number)


def _stroke(places: Sequence[tuple[float, float]], number: int) -> Iterator[str]:
    style = number % _STYLES
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    yield f'<polyline class="line s{style}" points="{points}"/>'
    for x, y in places:
        yield f'<circle class="d{style}" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>'


def _legend(panel: Panel) -> Iterator[str]:
    for number, line in enumerate(panel.lines):
        y = _TOP + 12 + number * _LEGEND_LINE
        yield from _stroke([(_LEFT, y), (_LEFT + 44, y)], number)
        yield _text(_LEFT + 56, y + 4, line.name, "start")


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _short(number: float) -> str:
    """Return a number of articles as an axis has room for it."""
    for size, name in ((1e6, "M"), (1e3, "k")):
        if number >= size:
            return f"{number / size:.3g}{name}"
    return f"{number:g}"
