"""Results as text: what ``broadsheet search`` shows to a reader."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import click

from .terminal import CONTROL, counted, plain

if TYPE_CHECKING:
    from ..search import Facet, Hit, HitStory, Results, Snippet, Timeline

_BAR_WIDTH = 40


def show_results(results: Results) -> None:
    """Print *results*: what was searched, each hit, and what was left out.

    Matches are bold on a terminal and stand in brackets elsewhere.
    """
    for line in (*_account(results), *_notes(results), *_advice(results)):
        click.echo(line)
    first = ((results.page or 1) - 1) * results.per_page + 1
    for number, hit in enumerate(results, start=first):
        click.echo()
        _show_hit(number, hit)
    for name, facet in results.facets.items():
        _show_facet(name, facet)
    if results.timeline is not None:
        _show_timeline(results.timeline)
    if results.next is not None:
        click.echo(f"\nmore: --cursor {results.next}")


def _account(results: Results) -> list[str]:
    found = counted(results.total, "article", "articles")
    if results.stories is not None:
        found += f", {counted(results.stories, 'story', 'stories')}"
    lines = [f"{found} (revision {results.revision}, {results.took_ms:.1f} ms)"]
    query = results.query
    if query.read_as:
        lines.append(f"read as: {plain(query.read_as)}")
    if query.date_from or query.date_to:
        span = f"{query.date_from or '…'} to before {query.date_to or '…'}"
        lines.append(f"dates: {span} ({query.tz})")
    return lines


def _notes(results: Results) -> list[str]:
    lines = []
    for warning in results.query.warnings:
        cure = f" (try: {plain(warning.suggestion)})" if warning.suggestion else ""
        lines.append(f"warning: {plain(warning.detail)}{cure}")
    if results.undated_excluded:
        lines.append(f"left out: {results.undated_excluded:,} undated")
    if results.imprecise_excluded:
        lines.append(
            f"left out: {results.imprecise_excluded:,} whose date is too imprecise"
        )
    return lines


def _advice(results: Results) -> list[str]:
    """Return what to search for instead, where little or nothing was found."""
    lines = []
    if results.did_you_mean is not None:
        found = results.did_you_mean
        lines.append(f"did you mean: {plain(found.q)} ({found.total:,})")
    if results.no_hits is None:
        return lines
    if len(results.no_hits.clauses) > 1:
        lines += [
            f"alone: {each.total:,} {plain(each.clause)}"
            for each in results.no_hits.clauses
        ]
    nearest = results.no_hits.nearest
    if nearest is not None:
        q = plain(nearest.q) or "everything"
        without = ", ".join(map(plain, nearest.left_out))
        change = f"without {without}" if without else "without quotes"
        lines.append(f"nearest: {q} ({nearest.total:,}), {change}")
    if not results.no_hits.is_complete:
        lines.append("there was no time to find out more")
    return lines


def _show_hit(number: int, hit: Hit) -> None:
    title = plain(hit.title) or "(no title)"
    if hit.title_highlight is not None and hit.title_highlight.matches:
        title = _marked(hit.title_highlight)
    click.echo(f"{number:>3}. {title}")
    facts = (hit.published or "undated", hit.article.source, hit.id)
    click.echo("     " + " · ".join(plain(fact) for fact in facts if fact))
    if hit.story is not None:
        click.echo(f"     {_also(hit.story)}")
    for snippet in hit.snippets:
        click.echo(f"     … {_marked(snippet)} …")
    for part in hit.explanation or ():
        score, clause = f"{part.score:.4f}", plain(part.clause)
        click.echo(f"     {score} {clause}: idf {part.idf:.3f}, boost {part.boost:g}")


def _also(story: HitStory) -> str:
    """Return where else a story stands, and where it stood first."""
    facts = [f"also {counted(story.copies, 'copy', 'copies')}"]
    if story.sources:
        facts.append(f"in {', '.join(map(plain, story.sources))}")
    if story.first is not None:
        facts.append(f"first {plain(story.first.published or '')}")
    return " · ".join([*facts, f"--story {story.id}"])


def _marked(snippet: Snippet) -> str:
    """Return the snippet's text on one line with its matches set off."""
    pieces, end = [], 0
    for start, stop in snippet.matches:
        pieces.append(CONTROL.sub(" ", snippet.text[end:start]))
        pieces.append(_mark(plain(snippet.text[start:stop])))
        end = stop
    pieces.append(CONTROL.sub(" ", snippet.text[end:]))
    return re.sub(" {2,}", " ", "".join(pieces)).strip()


def _mark(match: str) -> str:
    if sys.stdout.isatty():
        return click.style(match, bold=True)
    return f"[{match}]"


def _show_facet(name: str, facet: Facet) -> None:
    click.echo(f"\n{name}:")
    for each in facet.values:
        chosen = " *" if each.selected else ""
        click.echo(f"  {each.count:>9,}  {plain(each.value)}{chosen}")
    if facet.missing:
        click.echo(f"  {facet.missing:>9,}  (none)")
    if facet.more:
        click.echo(f"  {facet.more:,} more values")


def _show_timeline(timeline: Timeline) -> None:
    click.echo(f"\nby {timeline.interval}:")
    most = max((bucket.count for bucket in timeline.buckets), default=0)
    for bucket in timeline.buckets:
        bar = "#" * round(_BAR_WIDTH * bucket.count / most) if most else ""
        counts = f"{bucket.count:>9,} of {bucket.of:<9,}"
        click.echo(f"  {bucket.key:<10} {counts} {bar}".rstrip())
    if timeline.undated:
        click.echo(f"  {'undated':<10} {timeline.undated:>9,}")
    if timeline.imprecise:
        click.echo(f"  {'imprecise':<10} {timeline.imprecise:>9,}")
