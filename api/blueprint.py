"""blueprint: an archive's JSON addresses and pages, to mount in any application."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import flask

from .access import Access
from .admission import Admission
from .concordances import Concordances
from .describing import Describing
from .documenting import Documenting
from .endpoints import Endpoints
from .exporting import Exporting
from .feed import Feeds
from .keys import Keys
from .metrics import make_metrics, metrics_view
from .pages import Pages
from .problems import problem_response
from .routes import ANY, AnyTextConverter, Route
from .similar import Likening
from .static_files import static_file
from .suggest import Suggesting
from .watch import Watch
from .writing import Writing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flask.blueprints import BlueprintSetupState

    from ..search import Archive
    from .routes import View

#: Of the blueprint, unless it is given another.
NAME = "broadsheet"
MAX_BODY_BYTES = 2**20
#: Of a body with an article a line.
MAX_BULK_BYTES = 2**25
#: That a process answers at once.
MAX_REQUESTS = 32
_GET = ("GET",)
_GET_OR_POST = ("GET", "POST")


def blueprint(
    archive: Archive,
    name: str = NAME,
    *,
    max_body_bytes: int = MAX_BODY_BYTES,
    max_requests: int = MAX_REQUESTS,
    keys: Keys | None = None,
    log_queries: bool = False,
) -> flask.Blueprint:
    """Return a blueprint that serves *archive* under any prefix.

    Several can be mounted in one application, each with its own *name*. The
    application's own pages, error handlers and templates stay its own; only
    below ``/v1`` of the prefix is an unknown address answered here.

    :param max_requests: how many are answered at once; those beyond are told to come
        again.
    :param keys: who may read and write; None lets all read and nobody write.
    :param log_queries: whether the log tells what is searched for.
    """
    made = flask.Blueprint(name, __name__)
    made.record(_add_converter)
    known = Keys() if keys is None else keys
    access, documenting = Access(known), Documenting(known)
    watch = Watch(make_metrics(archive, name), log_queries=log_queries)
    routes = _Routes(archive, access, Admission(max_requests), max_body_bytes)
    for route in (
        *routes.reading(),
        *routes.articles(),
        *routes.pages(),
        *routes.open(watch),
        *_documentation(documenting),
    ):
        route.add_to(made, watch)
    return made


def _add_converter(state: BlueprintSetupState) -> None:
    converters = state.app.url_map.converters
    converters.setdefault(AnyTextConverter.NAME, AnyTextConverter)


def _documentation(documenting: Documenting) -> Iterator[Route]:
    for rule, endpoint, view in (
        ("/openapi.json", "openapi", documenting.openapi),
        ("/docs", "docs", documenting.docs),
        ("/docs/errors", "error_list", documenting.errors),
        ("/docs/errors/<code>", "error_page", documenting.error),
    ):
        yield Route(rule, endpoint, {"GET": view}, problem_response)


@dataclass(frozen=True, slots=True)
class _Routes:
    """Makes the routes of one archive, each with who may use it."""

    archive: Archive
    access: Access
    admission: Admission
    max_body_bytes: int

    def reading(self) -> Iterator[Route]:
        """Yield the addresses that tell what is in the archive, but for articles."""
        json = Endpoints(self.archive, self.max_body_bytes)
        exporting = Exporting(self.archive, self.max_body_bytes)
        describing = Describing(self.archive, self.max_body_bytes)
        concordances = Concordances(self.archive, self.max_body_bytes)
        suggesting = Suggesting(self.archive, self.max_body_bytes)
        likening = Likening(self.archive, self.max_body_bytes)
        feeds = Feeds(self.archive, self.max_body_bytes)
        for rule, endpoint, view, methods in (
            ("/v1/search", "search", json.search, _GET_OR_POST),
            ("/v1/timeline", "timeline", json.timeline, _GET_OR_POST),
            ("/v1/suggest", "suggest", suggesting.suggest, _GET),
            ("/v1/similar", "similar", likening.similar, _GET),
            ("/v1/export", "export", exporting.export, _GET_OR_POST),
            ("/v1/search.atom", "feed", feeds.feed, _GET),
            ("/v1/fields", "fields", describing.fields, _GET),
            ("/v1/query/parse", "parse", describing.parse, _GET_OR_POST),
            ("/v1/concordance", "concordance", concordances.concordance, _GET_OR_POST),
        ):
            views = dict.fromkeys(methods, view)
            yield Route(rule, endpoint, self._read(views), problem_response)

    def articles(self) -> Iterator[Route]:
        """Yield the addresses of articles, to read them and to change them."""
        json = Endpoints(self.archive, self.max_body_bytes)
        writing = Writing(self.archive, self.max_body_bytes, MAX_BULK_BYTES)
        for rule, endpoint, reads, writes in (
            (
                "/v1/articles",
                "article_by_parameter",
                {"GET": json.article_by_parameter},
                {
                    "POST": writing.post,
                    "PUT": writing.put_by_parameter,
                    "DELETE": writing.delete_by_parameter,
                },
            ),
            (
                "/v1/articles/<broadsheet_text:article_id>",
                "article",
                {"GET": json.article},
                {"PUT": writing.put, "DELETE": writing.delete},
            ),
        ):
            views = self._read(reads) | self._write(writes)
            yield Route(rule, endpoint, views, problem_response)

    def pages(self) -> Iterator[Route]:
        """Yield the addresses of pages."""
        pages = Pages(self.archive)
        for rule, endpoint, view in (
            ("/", "search_page", pages.search),
            ("/concordance", "concordance_page", pages.concordance),
            ("/articles", "article_page_by_parameter", pages.article_by_parameter),
            ("/articles/<broadsheet_text:article_id>", "article_page", pages.article),
        ):
            yield Route(rule, endpoint, self._read({"GET": view}), pages.failure)

    def open(self, watch: Watch) -> Iterator[Route]:
        """Yield the addresses that are answered to all, and at any time."""
        json = Endpoints(self.archive, self.max_body_bytes)
        feeds = Feeds(self.archive, self.max_body_bytes)
        for rule, endpoint, view in (
            ("/health", "health", json.health),
            ("/ready", "ready", json.ready),
            ("/opensearch.xml", "description", feeds.description),
            ("/metrics", "metrics", partial(metrics_view, watch.metrics)),
            ("/broadsheet-static/<filename>", "static_file", static_file),
        ):
            yield Route(rule, endpoint, {"GET": view}, problem_response)
        for rule, endpoint in (
            ("/v1", "v1"),
            ("/v1/", "v1_root"),
            ("/v1/<broadsheet_text:rest>", "v1_nothing"),
        ):
            yield Route(rule, endpoint, {ANY: json.nothing}, problem_response)

    def _read(self, views: Mapping[str, View]) -> dict[str, View]:
        admit, most = self.admission.admit, self.max_body_bytes
        return {
            method: self.access.reading(admit(view, most))
            for method, view in views.items()
        }

    def _write(self, views: Mapping[str, View]) -> dict[str, View]:
        admit = self.admission.admit_change
        return {
            method: self.access.writing(admit(view, MAX_BULK_BYTES))
            for method, view in views.items()
        }
