"""Archive: the one object that HTTP, scripts and embedding applications use."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from ..index import (
    Article,
    Document,
    Rejection,
    Resumable,
    RevisionGoneError,
    Source,
    Store,
    UnusableRecordError,
    article_from_record,
    load_kernels,
    plain_document,
)
from .concordance import ConcordanceRequest
from .cursor import read_cursor, verify_cursor
from .engines import ColumnarEngine, Indexes
from .errors import ArticleNotFoundError, CursorExpiredError
from .export import export_request
from .fields import list_fields
from .query import Limits
from .request import SearchRequest
from .service import HighlightedArticle, Service
from .similar import find_similar, similar_request
from .suggest import check_suggest, suggest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path
    from types import TracebackType

    from ..index import (
        ArchiveSettings,
        Changed,
        Changes,
        Deletion,
        Report,
        Rollback,
        Snapshot,
        StoreStats,
    )
    from .concordance import Concordance, ConcordanceLine
    from .export import Export
    from .fields import FieldList
    from .query_reading import QueryReading
    from .results import Results
    from .similar import Similar
    from .suggest import Suggestions


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Readiness:
    """What an archive that can answer holds."""

    revision: str
    articles: int
    #: Files of the revisions served so far that were found damaged, and how. A
    #: revision with one of them is served no more.
    damage: tuple[str, ...] = ()


class Archive:
    """An archive of articles that can be searched and written; see :meth:`open`.

    Safe to share between threads. Every search sees one revision from
    beginning to end, the newest there is; writers in other threads and
    processes never disturb it.
    """

    def __init__(self, store: Store, limits: Limits) -> None:
        self._store = store
        self._limits = limits
        self._indexes = Indexes(load_kernels())

    @classmethod
    def open(
        cls,
        path: str | Path,
        *,
        create: bool = False,
        settings: ArchiveSettings | None = None,
        limits: Limits | None = None,
        lock_timeout: float = 60.0,
    ) -> Archive:
        """Open the archive in the folder *path*.

        :param create: make an empty archive with *settings* if there is none.
        :param lock_timeout: seconds that writing waits for another writer.
        :raises ArchiveNotFoundError: if there is none and *create* is false.
        :raises ArchiveCorruptError: if it cannot be trusted.
        """
        store = Store.open(
            path, create=create, settings=settings, lock_timeout=lock_timeout
        )
        return cls(store, limits or Limits())

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of every file; using the archive again opens them again."""
        self._store.close()

    @property
    def path(self) -> Path:
        """The archive's folder."""
        return self._store.path

    @property
    def revision(self) -> str:
        """The newest revision, as ``edition.generation``."""
        with self._store.snapshot() as snapshot:
            return snapshot.revision

    @property
    def settings(self) -> ArchiveSettings:
        """What the newest edition was built with, even if its index is damaged."""
        return self._store.settings

    def search(self, q: str = "", **parameters: Any) -> Results:
        """Return what the query *q* finds; parameters as in :class:`SearchRequest`.

        :raises RequestError: if the query or a parameter cannot be read.
        :raises CursorExpiredError: if a cursor's revision is gone.
        :raises SearchTimeoutError: if the deadline passes.
        """
        return self.answer(SearchRequest.of(q, **parameters))

    def answer(self, request: SearchRequest) -> Results:
        """Return what *request* asks for; raises as :meth:`search` does."""
        if request.cursor is None:
            with self._service() as service:
                return service.search(request)
        cursor = read_cursor(request.cursor)
        try:
            snapshot = self._store.snapshot_at(cursor.revision)
        except RevisionGoneError as error:
            raise CursorExpiredError(cursor.revision) from error
        with snapshot:
            verify_cursor(request.cursor, request, snapshot.secret)
            snapshot.pin()
            service = self._serve(snapshot, cursor.clock)
            return service.search(request, cursor.position)

    def timeline(self, q: str = "", **parameters: Any) -> Results:
        """Return the timeline of *q* without hits; raises as :meth:`search` does.

        ``interval`` is ``auto`` unless given.
        """
        request = SearchRequest.of(q, **{"interval": "auto", **parameters})
        with self._service() as service:
            return service.timeline(request)

    def suggest(self, q: str = "", size: int = 8) -> Suggestions:
        """Return how *q*, as far as it is typed, may go on.

        :param size: completions and titles, at most so many each: 1 to 20.
        :raises ParameterError: if a parameter cannot be used; any text is a *q*.
        :raises SearchTimeoutError: if the deadline passes.
        """
        check_suggest(q, size)
        with self._service() as service:
            return suggest(service, q, size)

    def export(self, q: str = "", **parameters: Any) -> Export[Article]:
        """Return all that *q* finds, as it is now; to be closed.

        ::

            with archive.export("oil", source="Reuters", sort="oldest") as export:
                for article in export:
                    ...

        :param parameters: those of :meth:`search` that decide which articles are
            found and in what order, and ``fields``.
        :raises RequestError: if the query or a parameter cannot be read.
        :raises SearchTimeoutError: if finding them takes too long.
        """
        request = export_request(q, parameters)
        return self._export(lambda service: service.export(request))

    def concordance(self, q: str = "", **parameters: Any) -> Concordance:
        """Return a page of the places of *q*'s words, with what is around each.

        :param parameters: those of :meth:`search` that decide which articles are
            found; ``sort``, ``context``, ``page`` and ``per_page`` as in
            :class:`ConcordanceRequest`.
        :raises RequestError: if the query or a parameter cannot be read, or the
            words stand in too many places.
        :raises SearchTimeoutError: if finding them takes too long.
        """
        request = ConcordanceRequest.of(q, **parameters)
        with self._service() as service:
            return service.concordance(request)

    def export_concordance(
        self, q: str = "", **parameters: Any
    ) -> Export[ConcordanceLine]:
        """Return all lines of a concordance, to be closed; as :meth:`concordance`.

        ``page`` and ``per_page`` make no difference.
        """
        request = ConcordanceRequest.of(q, **parameters)
        return self._export(lambda service: service.export_concordance(request))

    def similar(self, article_id: str, size: int = 10, **parameters: Any) -> Similar:
        """Return articles that share the words that tell this one from others.

        :param size: at most so many: 1 to 100.
        :param parameters: filters, dates and ``fields``, as of :meth:`search`.
        :raises ArticleNotFoundError: if no article has this id.
        :raises ParameterError: if a parameter cannot be used.
        :raises SearchTimeoutError: if the deadline passes.
        """
        request = similar_request(size, **parameters)
        with self._store.snapshot() as snapshot:
            docnum = _docnum(snapshot, article_id)
            service = self._serve(snapshot, datetime.now(UTC))
            return find_similar(service, docnum, request)

    def read_query(self, q: str = "", **parameters: Any) -> QueryReading:
        """Return how *q* is read, without searching; raises as :meth:`search` does."""
        request = SearchRequest.of(q, **parameters)
        with self._service() as service:
            return service.read_query(request)

    def fields(self) -> FieldList:
        """Return the fields that articles have, and how many have each."""
        with self._store.snapshot() as snapshot:
            return list_fields(snapshot)

    def get(self, article_id: str) -> Article:
        """Return the whole article with this id.

        :raises ArticleNotFoundError: if there is none.
        """
        with self._store.snapshot() as snapshot:
            return snapshot.article(_docnum(snapshot, article_id))

    def highlight(
        self, article_id: str, q: str = "", **parameters: Any
    ) -> HighlightedArticle:
        """Return the whole article with every match of *q* marked.

        :raises ArticleNotFoundError: if no article has this id.
        """
        request = SearchRequest.of(q, **parameters)
        with self._store.snapshot() as snapshot:
            docnum = _docnum(snapshot, article_id)
            service = self._serve(snapshot, datetime.now(UTC))
            return service.highlight(docnum, request)

    def ready(self) -> Readiness:
        """Return what the archive holds.

        :raises StoreError: if it cannot be searched.
        """
        with self._store.snapshot() as snapshot:
            damage = tuple(
                f"{fault.path.name}: {fault.reason}" for fault in self._store.damage
            )
            return Readiness(snapshot.revision, snapshot.doc_count, damage)

    def rebuild(
        self,
        articles: Iterable[Article | Document | Rejection | Mapping[str, Any]]
        | None = None,
        *,
        settings: ArchiveSettings | None = None,
        strict: bool = False,
        threads: int | None = None,
        resume: bool = False,
    ) -> Report:
        """Make the next edition of exactly *articles* and serve it.

        Searches go on over the edition before until the new one is complete;
        if anything fails they never see it. What a source reads comes cleaned, and
        the report of one handed over whole says how; mappings and articles are kept
        as they are given (:class:`~..index.Cleaner` cleans articles).

        :param articles: None to read the stored articles again.
        :param settings: None to keep those of the edition before.
        :param strict: raise at the first record that cannot become an article.
        :param threads: how many build beside the one that reads *articles*; None
            takes as many as pay. The index is the same with any number.
        :param resume: go on where a rebuild from the same *articles* was stopped, if
            one was; they must be :class:`~..index.Resumable`.
        :raises BadRecordError: with *strict*.
        :raises CannotResumeError: if what was begun is for something else.
        :raises ArchiveLockedError: if another writer does not finish in time.
        """
        items: Iterable[Article | Document | Rejection] | None = None
        if isinstance(articles, Resumable):
            items = articles
        elif articles is not None:
            items = _items(articles, settings or self.settings)
        report = self._store.rebuild(
            items, settings=settings, strict=strict, threads=threads, resume=resume
        )
        return _with_cleaned(report, articles)

    def add(
        self,
        articles: Iterable[Article | Document | Rejection | Mapping[str, Any]],
        *,
        strict: bool = False,
    ) -> Report:
        """Add *articles* in one commit; an article whose id exists is replaced.

        Cleans and raises as :meth:`rebuild` does.
        """
        report = self._store.add(_items(articles, self.settings), strict=strict)
        return _with_cleaned(report, articles)

    def preview(
        self,
        articles: Iterable[Article | Document | Rejection | Mapping[str, Any]],
        *,
        is_rebuild: bool = False,
        strict: bool = False,
    ) -> Report:
        """Return what :meth:`add` would do with *articles*; nothing is written.

        :param is_rebuild: what :meth:`rebuild` would do with them.
        :raises BadRecordError: with *strict*.
        """
        items = _items(articles, self.settings)
        report = self._store.preview(items, is_rebuild=is_rebuild, strict=strict)
        return _with_cleaned(report, articles)

    def change(self, changes: Changes) -> Changed:
        """Make *changes* in one commit, durable and searchable on return.

        :raises ValueError: if an id is to be put and to be deleted.
        :raises ArchiveLockedError: if another writer does not finish in time.
        """
        return self._store.change(changes)

    def delete(self, ids: Iterable[str], *, purge: bool = False) -> Deletion:
        """Delete the articles with these ids in one commit.

        :param purge: take them out of every kept edition too.
        :raises TypeError: if *ids* is one text, whose letters would be the ids.
        :raises ArchiveLockedError: if another writer does not finish in time.
        """
        if isinstance(ids, str):
            raise TypeError(f"ids must be a list of ids: [{ids!r}], not {ids!r}")
        return self._store.delete(ids, purge=purge)

    def rollback(self) -> Rollback:
        """Serve the edition before, as it was last.

        :raises NoEarlierEditionError: if none is kept.
        """
        return self._store.rollback()

    def stats(self) -> StoreStats:
        """Return what the archive holds and what it takes on disk."""
        return self._store.stats()

    @contextmanager
    def _service(self) -> Iterator[Service]:
        with self._store.snapshot() as snapshot:
            yield self._serve(snapshot, datetime.now(UTC))

    def _export(self, make: Callable[[Service], Export[T]]) -> Export[T]:
        """Return what *make* makes, which takes over the hold on the snapshot."""
        with ExitStack() as stack:
            snapshot = stack.enter_context(self._store.snapshot())
            export = make(self._serve(snapshot, datetime.now(UTC)))
            stack.pop_all()
            return export

    def _serve(self, snapshot: Snapshot, clock: datetime) -> Service:
        engine = ColumnarEngine(snapshot, self._indexes)
        return Service(snapshot, engine, clock, self._limits)


def _docnum(snapshot: Snapshot, article_id: str) -> int:
    docnum = snapshot.docnum(article_id)
    if docnum is None:
        raise ArticleNotFoundError(article_id)
    return docnum


def _with_cleaned(report: Report, articles: object) -> Report:
    """Return *report* with what a source, if *articles* is one, has cleaned."""
    if isinstance(articles, Source):
        return replace(report, cleaned=articles.cleaned)
    return report


def _items(
    articles: Iterable[Article | Document | Rejection | Mapping[str, Any]],
    settings: ArchiveSettings,
) -> Iterator[Article | Document | Rejection]:
    if isinstance(articles, Article | Mapping | str | bytes):
        raise TypeError("give a list of articles, even for one")
    return _each_item(articles, settings)


def _each_item(
    articles: Iterable[Article | Document | Rejection | Mapping[str, Any]],
    settings: ArchiveSettings,
) -> Iterator[Article | Document | Rejection]:
    kernels = load_kernels()
    for number, each in enumerate(articles, start=1):
        if isinstance(each, (Article, Document, Rejection)):
            yield each
        else:
            document = plain_document(each, settings, kernels)
            yield document or _article(each, number, settings)


def _article(
    record: Mapping[str, Any], number: int, settings: ArchiveSettings
) -> Article | Rejection:
    try:
        return article_from_record(record, settings=settings)
    except UnusableRecordError as error:
        return Rejection.of_object(number, error.reason, record)
