"""ArticleWriter: adds and deletes on one edition, published as one commit."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Literal

from .builder import SegmentBuilder, place_of
from .codec.deletions import write_deletions
from .codec.merging import fits_one_segment, merge_segments
from .codec.segment import ColumnarSegment
from .documents import read_document
from .durable import sync_folder
from .gate import writing
from .kernels.choice import load_kernels
from .merge import SegmentSize, choose_merge
from .older_copies import OlderCopies
from .pins import list_pins, make_pin
from .seen import Seen
from .stored_articles import StoredArticles
from .toc import INDEX_NAME, list_generations, names_of, write_toc
from .work import Work, default_threads

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    from whoosh.index import TOC

    from .article import Article
    from .codec.part import MergeInput
    from .documents import Document
    from .kernels.choice import Kernels
    from .stored_articles import StoredSegment
    from .written_run import WrittenRun

#: What became of an article: see :class:`~.report.Report`.
Outcome = Literal["added", "replaced", "unchanged", "duplicate"]

#: The place of an article that stays in an older segment.
_STORED = -1


def judge(document: Document, known: bytes | None) -> Outcome:
    """Return what becomes of a *document* whose id comes first in a run.

    :param known: the digest of the article that had its id before; None without one.
    """
    if known is None:
        return "added"
    return "unchanged" if known == document.digest else "replaced"


class ArticleWriter:
    """Writes one commit to an edition; the archive's lock must be held.

    Leaving the ``with`` block without :meth:`commit` gives everything up; files are
    left over then, which the next sweep removes.

    :param edition: the edition's folder.
    :param toc: the generation to build on.
    :param baseline: digests by id that outcomes are judged by; without it the
        edition itself is what they are judged by.
    :param languages: those whose stem groups segments keep.
    :param kernels: None takes those of :func:`~.kernels.choice.load_kernels`.
    :param threads: how many work beside this one; None takes as many as pay.
    :param runs: of a build that another process began in this edition, to go on
        behind them; None if none will go on with this one.
    """

    def __init__(
        self,
        edition: Path,
        toc: TOC,
        baseline: Mapping[str, bytes] | None = None,
        *,
        languages: Sequence[str] = (),
        kernels: Kernels | None = None,
        threads: int | None = None,
        runs: Sequence[WrittenRun] | None = None,
    ) -> None:
        self._edition = edition
        self._baseline = baseline
        self._languages = tuple(languages)
        self._kernels = kernels or load_kernels()
        used = [toc.generation, *list_generations(edition), *list_pins(edition)]
        self._generation: int = max(used) + 1
        #: The generation that this one builds on.
        self.built_on: int = toc.generation
        #: What this run did, by id.
        self.seen = _recalled(edition, runs or ())
        self._stored = StoredArticles(edition, toc.segments)
        self._stack = ExitStack()
        work = self._stack.enter_context(
            Work(default_threads() if threads is None else threads)
        )
        dictionary = _dictionary(self._stored.segments)
        older = None
        if self._stored.segments:
            older = OlderCopies(self._stored.segments, self._kernels)
        self._builder = SegmentBuilder(
            edition, self._kernels, work, dictionary, runs, older
        )

    def __enter__(self) -> ArticleWriter:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    @property
    def run_count(self) -> int:
        """Runs of new articles that were written or are about to be."""
        return self._builder.run_count

    def runs(self) -> tuple[WrittenRun, ...]:
        """Return those runs, as they are."""
        return self._builder.runs()

    def after_runs(self, call: Callable[[], object]) -> None:
        """Have *call* made when those runs are on the disk."""
        self._builder.after_runs(call)

    def put(self, article: Article) -> Outcome:
        """Add *article*, in place of the one with its id.

        :raises UnusableRecordError: if it cannot be kept; nothing of it is.
        """
        return self.put_document(read_document(article, self._kernels))

    def put_document(self, document: Document) -> Outcome:
        """Add an article in place of the one with its id."""
        number = self.seen.number(document.id)
        if number is None:
            return self._put_first(document)
        if self.seen.digest(number) == document.digest:
            return "duplicate"
        place = self.seen.place(number)
        if place == _STORED:
            self.delete(document.id)
        else:
            self._builder.drop(place)
        self.seen.renew(number, document, self._builder.add(document))
        return "replaced"

    def delete(self, article_id: str) -> bool:
        """Delete a stored article; False if the edition has none of this id."""
        found = self._stored.find(article_id)
        if found is None:
            return False
        segment, docnum = found
        segment.delete(docnum)
        return True

    def segments_by_id(self, article_ids: Iterable[str]) -> dict[str, set[str]]:
        """Return the names of the stored segments that have each id, by id.

        A deleted article counts; an id that no segment has is left out.
        """
        named = {each: self._stored.segments_with(each) for each in article_ids}
        return {article_id: names for article_id, names in named.items() if names}

    def commit(self, *, rewrite: Collection[str] = ()) -> int | None:
        """Publish everything as one new generation, durably, and return it.

        :param rewrite: names of segments to merge whatever their size.
        :returns: None if there is nothing to publish.
        """
        is_thinned = any(each.is_thinned for each in self._stored.segments)
        if not (self._builder.live_count or is_thinned or rewrite):
            return None
        with writing(self._edition):
            segments = self._write(frozenset(rewrite))
            sync_folder(self._edition)
            make_pin(self._edition, self._generation, names_of(segments))
            write_toc(self._edition, self._generation, segments)
        return self._generation

    def _put_first(self, document: Document) -> Outcome:
        found = self._stored.find(document.id)
        stored = found and found[0].digest(found[1])
        known = stored if self._baseline is None else self._baseline.get(document.id)
        if stored == document.digest:
            self.seen.note(document, _STORED)
        else:
            if found:
                found[0].delete(found[1])
            self.seen.note(document, self._builder.add(document))
        return judge(document, known)

    def _write(self, rewrite: frozenset[str]) -> list[ColumnarSegment]:
        """Write what is new and return the segments of the new generation."""
        chosen = self._choose(rewrite)
        merged = [each for each in chosen if each.live_count]
        is_final = not merged and not self._builder.has_written
        made = self._builder.finish(self._languages, is_final=is_final)
        kept = [
            self._keep(each) for each in self._stored.segments if each not in chosen
        ]
        if is_final:
            return kept + [each.segment for each in made]
        for each in merged:
            # What a merge copies stands under a new checksum.
            each.opened().file.container.verify()
        return kept + self._merge([*(each.opened() for each in merged), *made])

    def _choose(self, rewrite: frozenset[str]) -> list[StoredSegment]:
        """Return the segments that are merged with what is new."""
        segments = self._stored.segments
        sizes = [SegmentSize(each.count, each.live_count) for each in segments]
        indexes = set(choose_merge(sizes, self._builder.live_count))
        return [
            each
            for index, each in enumerate(segments)
            if index in indexes or each.name in rewrite
        ]

    def _keep(self, segment: StoredSegment) -> ColumnarSegment:
        """Return a segment that stays, its deletions written."""
        if not segment.is_thinned:
            return segment.segment
        opened = segment.opened()
        mask = opened.live.mask
        name = write_deletions(self._edition, opened.file, mask, self._generation)
        return segment.segment.mark_deleted(name, segment.count - segment.live_count)

    def _merge(self, inputs: Sequence[MergeInput]) -> list[ColumnarSegment]:
        """Merge *inputs* in their order into as few segments as hold them."""
        groups: list[list[MergeInput]] = []
        for each in inputs:
            if not groups or not fits_one_segment([*groups[-1], each]):
                groups.append([])
            groups[-1].append(each)
        return [self._merge_group(group) for group in groups]

    def _merge_group(self, inputs: Sequence[MergeInput]) -> ColumnarSegment:
        count = sum(each.live.count for each in inputs)
        segment = ColumnarSegment(INDEX_NAME, count)
        merge_segments(
            segment.path(self._edition),
            segment.segment_id(),
            inputs,
            self._languages,
            self._kernels,
            verify=False,
        )
        return segment


def _recalled(edition: Path, runs: Iterable[WrittenRun]) -> Seen:
    """Return what was seen while *runs* were written."""
    seen = Seen()
    for number, run in enumerate(runs):
        for article in run.articles(edition):
            seen.recall(article, place_of(number, article.number))
    return seen


def _dictionary(segments: Iterable[StoredSegment]) -> bytes | None:
    """Return what the frames of the largest segment are compressed with."""
    largest = max(segments, key=lambda each: each.count, default=None)
    return None if largest is None else largest.frame_dictionary()
