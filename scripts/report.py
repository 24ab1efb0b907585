"""A run's report as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ..index import STEPS
from .terminal import counted, plain

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from ..index import BackupReport, Rejection, Report

#: Rejections listed; all of them are in the rejects file.
_SHOWN = 10


def show_report(report: Report, rejects: Path | None) -> None:
    """Print what became of the records read, and the first that were rejected."""
    if report.is_preview:
        click.echo(
            "A dry run: nothing was written. This would become of the records:\n"
        )
    show_table(_rows(report))
    if report.cleaned:
        click.echo("\ncleaned:")
        rows = ((f"  {name}", f"{count:,}") for name, count in _cleaned(report))
        show_table(rows)
    _show_examples(report)
    _show_rejections(report, rejects)


def _show_examples(report: Report) -> None:
    """Print the examples of a preview."""
    if report.examples:
        click.echo("\nexamples:")
    for each in report.examples:
        date = f" ({each.published})" if each.published else ""
        click.echo(f"  {each.outcome}  {each.id}  {plain(each.title)}{date}")
        if body := plain(each.body):
            click.echo(f"      {body}")
        if each.notes:
            click.echo(f"      cleaned: {plain(', '.join(each.notes))}")


def _show_rejections(report: Report, rejects: Path | None) -> None:
    if not report.rejected:
        return
    click.echo("\nrejected:")
    for each in report.rejections[:_SHOWN]:
        place = "" if each.number is None else f" (record {each.number:,}"
        if place:
            place += ")" if each.offset is None else f", byte {each.offset:,})"
        click.echo(f"  {told_rejection(each)}{place}")
    left = report.rejected - min(len(report.rejections), _SHOWN)
    if left:
        click.echo(f"  and {left:,} more")
    if rejects:
        click.echo(f"All of them are in {rejects}, to be mended and added.")
    else:
        click.echo("--rejects FILE keeps them, to be mended and added.")


def told_rejection(rejection: Rejection) -> str:
    """Return where a record is and why it was rejected, on one line."""
    return plain(f"{rejection.path}:{rejection.line}: {rejection.reason}")


def show_backup(report: BackupReport) -> None:
    """Print what a backup holds."""
    articles = counted(report.articles, "article", "articles")
    size = f"{report.bytes / 1e6:,.1f} MB"
    click.echo(f"revision {report.revision}: {articles}, {size}")
    click.echo(f"sha256 {report.sha256}")


def show_table(rows: Iterable[tuple[str, str]]) -> None:
    """Print names and values in two columns, values flush right."""
    lines = list(rows)
    name_width = max(len(name) for name, _ in lines)
    value_width = max(len(value) for _, value in lines)
    for name, value in lines:
        click.echo(f"{name:<{name_width}}  {value:>{value_width}}")


def _cleaned(report: Report) -> list[tuple[str, int]]:
    """Return how many articles each step changed, in the order of the steps."""
    return [(name, report.cleaned[name]) for name in STEPS if name in report.cleaned]


def _rows(report: Report) -> list[tuple[str, str]]:
    counts = {
        "added": report.added,
        "replaced": report.replaced,
        "unchanged": report.unchanged,
        "duplicate": report.duplicate,
        "rejected": report.rejected,
    }
    rate = report.text_bytes / 1e6 / max(report.seconds, 1e-9)
    return [
        ("read", f"{sum(counts.values()):,}"),
        *((name, f"{count:,}") for name, count in counts.items()),
        ("empty", f"{report.empty:,}"),
        ("undated", f"{report.undated:,}"),
        ("vanished", f"{report.vanished:,}"),
        ("seconds", f"{report.seconds:,.1f}"),
        ("MB/s", f"{rate:,.2f}"),
        ("revision", report.revision or "none"),
    ]
