"""The JSON addresses: search, timeline, articles, health and readiness."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

import orjson
from werkzeug.exceptions import NotFound

from ..index import load_kernels
from ..search import Archive, SearchRequest, json_of_hits
from .answers import (
    entity_tag,
    is_conditional,
    json_response,
    not_modified,
    results_tag,
    search_tag,
    tagged,
)
from .links import canonical_pairs, page_links
from .models import (
    ArticleParameters,
    NoParameters,
    SearchParameters,
    TimelineParameters,
)
from .parameters import read_given, read_parameters
from .paths import article_id_of_path, own_path

if TYPE_CHECKING:
    from flask import Response

    from ..index import Article, Kernels

#: What a timeline's answer leaves out of a search's.
_HITS_ONLY = (
    *("page", "per_page", "next_cursor", "results"),
    *("did_you_mean", "no_hits"),
)


@dataclass(frozen=True, slots=True)
class Endpoints:
    """The views of one archive's JSON addresses."""

    archive: Archive
    max_body_bytes: int
    kernels: Kernels = field(default_factory=load_kernels)

    def search(self) -> Response:
        """Answer a page of hits and the account of the search."""
        given = read_given(SearchParameters, self.max_body_bytes)
        asked = SearchRequest.of(**given)
        path = own_path()
        known = self._known(path, asked)
        if known is not None:
            return known
        results = self.archive.answer(asked)
        hits = orjson.Fragment(json_of_hits(results.hits, self.kernels))
        answer, pairs = results.with_hits(hits), canonical_pairs(asked)
        links = page_links(path, asked, pairs, results.total, answer["next_cursor"])
        answer["next"], answer["previous"] = links.next, links.previous
        response = json_response(answer)
        header = links.header()
        if header is not None:
            response.headers.add("Link", header)
        return tagged(response, results_tag(results, path, asked, pairs))

    def timeline(self) -> Response:
        """Answer the hits over time."""
        given = read_given(TimelineParameters, self.max_body_bytes)
        asked = SearchRequest.of(**{"interval": "auto", **given})
        path = own_path()
        known = self._known(path, asked)
        if known is not None:
            return known
        results = self.archive.timeline(**given)
        answer = {
            name: value
            for name, value in results.to_dict().items()
            if name not in _HITS_ONLY
        }
        tag = search_tag(results.revision, path, asked)
        return tagged(json_response(answer), tag)

    def article(self, article_id: str) -> Response:
        """Answer the whole article whose id stands in the path."""
        read_parameters(NoParameters, self.max_body_bytes)
        return self._article(article_id_of_path(article_id))

    def article_by_parameter(self) -> Response:
        """Answer the whole article whose id is a parameter.

        It reaches the ids that clients and proxies rewrite in a path, ``..``
        before all.
        """
        return self._article(read_parameters(ArticleParameters, self.max_body_bytes).id)

    def health(self) -> Response:
        """Answer that the process answers."""
        return _uncached({"status": "ok"})

    def ready(self) -> Response:
        """Answer what is served; raises what keeps the archive from it."""
        readiness = self.archive.ready()
        return _uncached(
            {
                "status": "ready",
                "revision": readiness.revision,
                "articles": readiness.articles,
                "damage": readiness.damage,
            }
        )

    def nothing(self, rest: str = "") -> NoReturn:
        """Answer an address under ``/v1`` that there is not."""
        raise NotFound(f"There is no address /v1/{rest} here.")

    def _known(self, path: str, asked: SearchRequest) -> Response | None:
        """Return a 304 where the client has the answer, without searching."""
        if not is_conditional() or asked.cursor is not None:
            return None
        return not_modified(search_tag(self.archive.revision, path, asked))

    def _article(self, article_id: str) -> Response:
        article, revision = self._article_at_revision(article_id)
        tag = entity_tag(revision, "article", [("id", article_id)])
        return not_modified(tag) or tagged(
            json_response(asdict(article) | {"revision": revision}), tag
        )

    def _article_at_revision(self, article_id: str) -> tuple[Article, str]:
        revision = self.archive.revision
        while True:
            article = self.archive.get(article_id)
            after = self.archive.revision
            if after == revision:
                return article, revision
            revision = after


def _uncached(value: dict[str, Any]) -> Response:
    return json_response(value, "no-store")
