"""The pages: search, article, and what is shown when either fails."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import orjson
from flask import request, url_for

from ..search import NoWordsError, RequestError
from .answers import entity_tag, not_modified, results_tag, tagged
from .concordances import concordance_tag
from .marking import linked_places, paragraphs
from .page_concordance import ConcordancePage
from .page_parts import (
    Form,
    chart,
    choices,
    collapse_url,
    concordance_url,
    export_url,
    feed_url,
    hit_url,
    more_choices_url,
    pager,
    request_url,
    search_url,
    story_url,
)
from .page_request import PageRequest
from .page_templates import page_response
from .parameters import url_values
from .paths import article_id_of_path, article_url

if TYPE_CHECKING:
    from flask import Response

    from ..search import Archive, Concordance
    from .errors import Failure

#: So many articles are shown below one that they are similar to.
_SIMILAR = 5


@dataclass(frozen=True, slots=True)
class Pages:
    """The views of one archive's pages."""

    archive: Archive

    def search(self) -> Response:
        """Answer the search form and what it finds."""
        wanted = PageRequest.read()
        results = self.archive.answer(wanted.asked)
        tag = results_tag(results, request.path, wanted.asked)
        return not_modified(tag) or tagged(
            page_response(
                "search.html",
                form=Form.of(wanted.pairs()),
                wanted=wanted,
                results=results,
                choices=choices(wanted, results),
                chart=chart(wanted, results.timeline),
                pager=pager(wanted, results),
                hit_url=partial(hit_url, wanted=wanted),
                search_url=search_url,
                request_url=request_url,
                link=search_url(wanted.pairs()),
                feed=feed_url(wanted),
                concordance=concordance_url(wanted),
                collapse_url=collapse_url(wanted),
                story_url=partial(story_url, wanted=wanted),
                export_url=partial(export_url, wanted=wanted),
                more_url=more_choices_url(wanted),
            ),
            tag,
        )

    def article(self, article_id: str) -> Response:
        """Answer the page of the article whose id stands in the path."""
        return self._article(article_id_of_path(article_id), PageRequest.read())

    def article_by_parameter(self) -> Response:
        """Answer the page of the article whose id is a parameter."""
        wanted = PageRequest.of_article()
        return self._article(wanted.article_id, wanted)

    def concordance(self) -> Response:
        """Answer every place of the words that are asked for."""
        wanted = ConcordancePage.read()
        found = self._places(wanted)
        tag = (
            None
            if found is None
            else concordance_tag(found.revision, wanted.asked, "html")
        )
        return not_modified(tag) or tagged(
            page_response(
                "concordance.html",
                form=Form.of(wanted.search_pairs()),
                wanted=wanted,
                found=found,
                links=None if found is None else wanted.links(found),
                search=search_url(wanted.search_pairs()),
            ),
            tag,
        )

    def _places(self, wanted: ConcordancePage) -> Concordance | None:
        """Return the places that are asked for; None if it is for no words."""
        try:
            return self.archive.concordance(**wanted.given)
        except NoWordsError:
            return None

    def failure(self, failure: Failure, request_id: str) -> Response:
        """Answer *failure*, with the form as it was filled."""
        try:
            given = url_values()
        except RequestError:
            given = {}
        form = Form.of_given(given)
        response = page_response(
            "failure.html",
            failure.status,
            form=form,
            failure=failure,
            request_id=request_id,
            suggested=[
                (each.suggestion, search_url([("q", each.suggestion)]))
                for each in failure.problems
                if each.parameter == "q" and each.suggestion
            ],
        )
        response.headers.extend(failure.headers)
        return response

    def _article(self, article_id: str, wanted: PageRequest) -> Response:
        asked = wanted.asked
        shown = self.archive.highlight(article_id, asked.q, **wanted.marking())
        article = shown.article
        title, body = linked_places(
            [("title", shown.title.matches), ("body", shown.body.matches)]
        )
        pairs = wanted.pairs(page=asked.page, cursor=asked.cursor)
        tag = entity_tag(shown.revision, request.path, [("id", article.id), *pairs])
        known = not_modified(tag)
        if known is not None:
            return known
        similar = self.archive.similar(article.id, _SIMILAR)
        return tagged(
            page_response(
                "article.html",
                form=Form.of(wanted.pairs()),
                article=article,
                tz=asked.tz or self.archive.settings.timezone,
                title=list(paragraphs(article.title, title)),
                body=list(paragraphs(article.body, body)),
                matches=[*title, *body],
                similar=[
                    (article_url(".article_page", each.hit.id), each.hit.article)
                    for each in similar.hits
                ],
                extra=orjson.dumps(article.extra).decode() if article.extra else None,
                back=search_url(pairs) if pairs else None,
                json_url=article_url(".article", article.id),
                by_author=[
                    (author, url_for(".search_page", author=author))
                    for author in article.authors
                ],
            ),
            # What was written meanwhile makes it a page of two revisions.
            tag if similar.revision == shown.revision else None,
        )
