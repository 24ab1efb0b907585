"""blueprint: an archive's JSON addresses and pages, to mount in any application."""

from __future__ import annotations

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
from .routes import METHODS, AnyTextConverter, Route
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
    for route in (
        *_routes(archive, access, Admission(max_requests), watch, max_body_bytes),
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


def _routes(
    archive: Archive,
    access: Access,
    admission: Admission,
    watch: Watch,
    max_body_bytes: int,
) -> Iterator[Route]:
    def reading(views: Mapping[str, View]) -> dict[str, View]:
        return {
            method: access.reading(admission.admit(view, max_body_bytes))
            for method, view in views.items()
        }

    def writing(views: Mapping[str, View]) -> dict[str, View]:
        return {
            method: access.writing(admission.admit(view, MAX_BULK_BYTES))
            for method, view in views.items()
        }

    json = Endpoints(archive, max_body_bytes)
    pages = Pages(archive)
    changing = Writing(archive, max_body_bytes, MAX_BULK_BYTES)
    exporting = Exporting(archive, max_body_bytes)
    feeds = Feeds(archive, max_body_bytes)
    describing = Describing(archive, max_body_bytes)
    concordances = Concordances(archive, max_body_bytes)
    suggesting = Suggesting(archive, max_body_bytes)
    likening = Likening(archive, max_body_bytes)
    for rule, endpoint, views in (
        ("/v1/search", "search", {"GET": json.search, "POST": json.search}),
        ("/v1/timeline", "timeline", {"GET": json.timeline, "POST": json.timeline}),
        ("/v1/suggest", "suggest", {"GET": suggesting.suggest}),
        ("/v1/similar", "similar", {"GET": likening.similar}),
        ("/v1/export", "export", {"GET": exporting.export, "POST": exporting.export}),
        ("/v1/search.atom", "feed", {"GET": feeds.feed}),
        ("/v1/fields", "fields", {"GET": describing.fields}),
        (
            "/v1/query/parse",
            "parse",
            {"GET": describing.parse, "POST": describing.parse},
        ),
        (
            "/v1/concordance",
            "concordance",
            {"GET": concordances.concordance, "POST": concordances.concordance},
        ),
    ):
        yield Route(rule, endpoint, reading(views), problem_response)
    for rule, endpoint, reads, writes in (
        (
            "/v1/articles",
            "article_by_parameter",
            {"GET": json.article_by_parameter},
            {
                "POST": changing.post,
                "PUT": changing.put_by_parameter,
                "DELETE": changing.delete_by_parameter,
            },
        ),
        (
            "/v1/articles/<broadsheet_text:article_id>",
            "article",
            {"GET": json.article},
            {"PUT": changing.put, "DELETE": changing.delete},
        ),
    ):
        guarded = reading(reads) | writing(writes)
        yield Route(rule, endpoint, guarded, problem_response)
    for rule, endpoint, open_view in (
        ("/health", "health", json.health),
        ("/ready", "ready", json.ready),
        ("/opensearch.xml", "description", feeds.description),
        ("/metrics", "metrics", partial(metrics_view, watch.metrics)),
        ("/broadsheet-static/<filename>", "static_file", static_file),
    ):
        yield Route(rule, endpoint, {"GET": open_view}, problem_response)
    for rule, endpoint, view in (
        ("/", "search_page", pages.search),
        ("/concordance", "concordance_page", pages.concordance),
        ("/articles", "article_page_by_parameter", pages.article_by_parameter),
        ("/articles/<broadsheet_text:article_id>", "article_page", pages.article),
    ):
        yield Route(rule, endpoint, reading({"GET": view}), pages.failure)
    everything = dict.fromkeys(METHODS, json.nothing)
    for rule, endpoint in (
        ("/v1", "v1"),
        ("/v1/", "v1_root"),
        ("/v1/<broadsheet_text:rest>", "v1_nothing"),
    ):
        yield Route(rule, endpoint, everything, problem_response)
