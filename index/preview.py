"""Preview: what a rebuild or an add would do, found out without writing anything."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from .codec.stored import StoredArticle
from .documents import read_document
from .report import Example
from .seen import Seen
from .tally import Tally
from .writer import judge

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .article import Article
    from .documents import Document
    from .kernels.choice import Kernels
    from .report import Report
    from .snapshot import Snapshot
    from .tally import Item
    from .writer import Outcome

#: So many examples are kept of each outcome, and as many that were cleaned.
_EXAMPLES = 3
#: So many characters of a text are shown.
_SHOWN_CHARACTERS = 200
_NOTES = ("cut", "given", "derived")


def preview(
    items: Iterable[Item],
    before: Snapshot | None,
    *,
    is_rebuild: bool,
    strict: bool,
    kernels: Kernels,
) -> Report:
    """Return the report that *items* would have, with examples.

    Outcomes are judged as the writer judges them.

    :param before: what they are compared with; None where there is no archive.
    :param is_rebuild: whether what is not among *items* would vanish.
    :raises BadRecordError: in a strict run, at the first rejection.
    """
    baseline = {} if before is None else before.digests()
    pretence = _Pretence(baseline, kernels)
    tally = Tally(strict=strict)
    tally.feed(pretence, items)
    revision = "" if before is None else str(before.revision)
    report = tally.report(pretence, revision, baseline if is_rebuild else None)
    return replace(report, is_preview=True, examples=tuple(pretence.examples))


class _Pretence:
    """Judges articles as an :class:`~.writer.ArticleWriter` does, and keeps none."""

    def __init__(self, baseline: Mapping[str, bytes], kernels: Kernels) -> None:
        self._baseline = baseline
        self._kernels = kernels
        self.seen = Seen()
        self.examples: list[Example] = []
        self._counts: dict[str, int] = {}

    def put(self, article: Article) -> Outcome:
        return self.put_document(read_document(article, self._kernels))

    def put_document(self, document: Document) -> Outcome:
        outcome = self._judge(document)
        self._show(document, outcome)
        return outcome

    def _judge(self, document: Document) -> Outcome:
        number = self.seen.number(document.id)
        if number is not None:
            if self.seen.digest(number) == document.digest:
                return "duplicate"
            self.seen.renew(number, document, 0)
            return "replaced"
        self.seen.note(document, 0)
        return judge(document, self._baseline.get(document.id))

    def _show(self, document: Document, outcome: Outcome) -> None:
        """Keep *document* as an example, if there are few of its kind."""
        is_wanted = self._takes(outcome)
        article = None
        if not is_wanted and self._counts.get("cleaned", 0) < _EXAMPLES:
            article = StoredArticle(document.payload)
            is_wanted = bool(_notes(article)) and self._takes("cleaned")
        if is_wanted:
            article = article or StoredArticle(document.payload)
            self.examples.append(_example(article, outcome))

    def _takes(self, kind: str) -> bool:
        count = self._counts[kind] = self._counts.get(kind, 0) + 1
        return count <= _EXAMPLES


def _example(article: StoredArticle, outcome: Outcome) -> Example:
    return Example(
        outcome,
        article.id,
        _shown(article.title),
        article.published,
        _shown(article.body),
        _notes(article),
    )


def _notes(article: StoredArticle) -> tuple[str, ...]:
    """Return what cleaning noted of an article: ``title: first sentence``."""
    extra = article.record.get("extra", {})
    notes = ((key, extra.get(key)) for key in _NOTES)
    return tuple(
        f"{name}: {value if key == 'derived' else key}"
        for key, note in notes
        if isinstance(note, dict)
        for name, value in note.items()
    )


def _shown(text: str) -> str:
    if len(text) <= _SHOWN_CHARACTERS:
        return text
    return text[: _SHOWN_CHARACTERS - 1] + "…"
