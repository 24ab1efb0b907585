"""The operations that people open in a browser: the pages and what they load."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .models import ArticlePageParameters, PlacesParameters, SearchParameters
from .operation import HTML, Answered, Operation
from .operation_codes import OF_SEARCH, OF_URL
from .static_files import STATIC_FILES

if TYPE_CHECKING:
    from collections.abc import Iterator


def page_operations() -> Iterator[Operation]:
    """Yield them, in the order of the description."""
    page = (Answered("The page.", {HTML: None}),)
    told: dict[str, Any] = {
        "method": "get",
        "tag": "Pages",
        "answers": page,
        "is_conditional": True,
    }
    wanted: dict[str, Any] = {
        "is_page": True,
        "description": "What is wrong with the address is repaired where that can be.",
        **told,
    }
    codes = (*OF_URL[:1], "invalid_encoding", "invalid_query", "cursor_expired")
    yield Operation(
        path="/",
        endpoint="search_page",
        summary="The search page",
        parameters=SearchParameters,
        codes=(*codes, *OF_SEARCH),
        **wanted,
    )
    for path, endpoint, parameters in (
        ("/articles/{article_id}", "article_page", SearchParameters),
        ("/articles", "article_page_by_parameter", ArticlePageParameters),
    ):
        yield Operation(
            path=path,
            endpoint=endpoint,
            summary="The page of an article",
            parameters=parameters,
            codes=("article_not_found", *codes, *OF_SEARCH),
            **wanted,
        )
    yield Operation(
        path="/concordance",
        endpoint="concordance_page",
        summary="The page of a concordance",
        parameters=PlacesParameters,
        codes=(
            *("invalid_parameter", "invalid_encoding", "invalid_query"),
            *("too_many_occurrences", *OF_SEARCH),
        ),
        **wanted,
    )
    for path, endpoint, summary in (
        ("/docs", "docs", "This description as a page"),
        ("/docs/errors", "error_list", "The errors there are"),
        ("/docs/errors/{code}", "error_page", "The page of an error"),
    ):
        yield Operation(
            path=path,
            endpoint=endpoint,
            summary=summary,
            access="open",
            codes=(*OF_URL, *(("not_found",) if "{" in path else ())),
            **told,
        )
    yield Operation(
        path="/broadsheet-static/{filename}",
        endpoint="static_file",
        summary="The style and icon of the pages",
        parameters=None,
        access="open",
        codes=("not_found",),
        **{
            **told,
            "answers": (Answered("The file.", dict.fromkeys(STATIC_FILES.values())),),
        },
    )
