"""The operations of the addresses: what each takes, answers and may fail with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .answer_models import (
    ConcordanceAnswer,
    FieldsAnswer,
    HealthAnswer,
    ParseAnswer,
    ReadyAnswer,
    SearchAnswer,
    SimilarAnswer,
    SuggestAnswer,
    TimelineAnswer,
)
from .article_operations import article_operations
from .models import (
    ConcordanceParameters,
    ExportParameters,
    FeedParameters,
    QuestionParameters,
    SearchParameters,
    SimilarParameters,
    SuggestParameters,
    TimelineParameters,
)
from .operation import JSON, LINES, Answered, Operation, json_answer
from .operation_codes import ASKED, OF_ARCHIVE, OF_BODY, OF_SEARCH, OF_URL
from .page_operations import page_operations

if TYPE_CHECKING:
    from collections.abc import Iterator

#: How all that is found is handed out.
FILES = (LINES, "text/csv")


def operations() -> Iterator[Operation]:
    """Yield every operation, in the order of the description."""
    yield from _searching()
    yield from _reading_out()
    yield from _describing()
    yield from article_operations()
    yield from _operating()
    yield from page_operations()


def _both(**told: Any) -> Iterator[Operation]:
    """Yield an operation that is asked by GET, and by POST with a JSON body."""
    codes = told.pop("codes")
    yield Operation(method="get", codes=(*codes, *OF_URL), is_conditional=True, **told)
    said = "The same as by GET, for what does not fit into a URL."
    yield Operation(
        method="post",
        codes=(*codes, *ASKED, "invalid_encoding", *OF_BODY),
        body="parameters",
        **{**told, "description": said},
    )


def _searching() -> Iterator[Operation]:
    yield from _both(
        path="/v1/search",
        endpoint="search",
        tag="Searching",
        summary="A page of hits and the account of the search",
        description="Finds articles. That nothing is found is no error.",
        parameters=SearchParameters,
        codes=("invalid_query", "cursor_expired", *OF_SEARCH),
        answers=json_answer(
            SearchAnswer,
            "The hits, and how they were found.",
            headers=("Link",),
        ),
    )
    yield from _both(
        path="/v1/timeline",
        endpoint="timeline",
        tag="Searching",
        summary="The hits over time, without the hits",
        parameters=TimelineParameters,
        codes=("invalid_query", *OF_SEARCH),
        answers=json_answer(TimelineAnswer, "The hits in each stretch of time."),
    )
    yield Operation(
        path="/v1/suggest",
        endpoint="suggest",
        method="get",
        tag="Searching",
        summary="How a query that is being typed may go on",
        parameters=SuggestParameters,
        codes=(*OF_URL, *OF_SEARCH),
        is_conditional=True,
        answers=json_answer(SuggestAnswer, "Completions and titles."),
    )
    yield Operation(
        path="/v1/similar",
        endpoint="similar",
        method="get",
        tag="Searching",
        summary="The articles most similar to one",
        parameters=SimilarParameters,
        codes=("article_not_found", *OF_URL, *OF_SEARCH),
        is_conditional=True,
        answers=json_answer(SimilarAnswer, "The articles, the most similar first."),
    )
    yield Operation(
        path="/v1/search.atom",
        endpoint="feed",
        method="get",
        tag="Searching",
        summary="The hits as an Atom feed, the newest first",
        parameters=FeedParameters,
        codes=("invalid_query", "cursor_expired", *OF_URL, *OF_SEARCH),
        is_conditional=True,
        answers=(Answered("A feed (RFC 4287).", {"application/atom+xml": None}),),
    )


def _reading_out() -> Iterator[Operation]:
    yield from _both(
        path="/v1/export",
        endpoint="export",
        tag="Reading out",
        summary="Every hit as a file",
        description="Its last line says how many lines stand before it, and their "
        "SHA-256; without it the file was cut off.",
        parameters=ExportParameters,
        codes=("invalid_query", *OF_SEARCH),
        answers=(
            Answered(
                "The file.", dict.fromkeys(FILES), headers=("Content-Disposition",)
            ),
        ),
    )
    yield from _both(
        path="/v1/concordance",
        endpoint="concordance",
        tag="Reading out",
        summary="Every place of the words, with what is around it",
        description="The query needs a word or phrase. `page` and `per_page` do not go "
        "with a `format` other than `json`.",
        parameters=ConcordanceParameters,
        codes=("invalid_query", "too_many_occurrences", *OF_SEARCH),
        answers=(
            Answered(
                "A page of lines, or a file of all.",
                {JSON: ConcordanceAnswer, **dict.fromkeys(FILES)},
                headers=("Link",),
            ),
        ),
    )


def _describing() -> Iterator[Operation]:
    yield Operation(
        path="/v1/fields",
        endpoint="fields",
        method="get",
        tag="Describing",
        summary="The fields of articles, and how many have each",
        codes=(*OF_URL, *OF_SEARCH),
        is_conditional=True,
        answers=json_answer(FieldsAnswer, "The fields."),
    )
    yield from _both(
        path="/v1/query/parse",
        endpoint="parse",
        tag="Describing",
        summary="How a query is read, without searching for it",
        parameters=QuestionParameters,
        codes=("invalid_query", *OF_SEARCH),
        answers=json_answer(ParseAnswer, "The query as it was read."),
    )
    yield Operation(
        path="/opensearch.xml",
        endpoint="description",
        method="get",
        tag="Describing",
        summary="The description by which a browser adds the archive to its searches",
        access="open",
        codes=OF_URL,
        answers=(
            Answered("A description.", {"application/opensearchdescription+xml": None}),
        ),
    )
    yield Operation(
        path="/openapi.json",
        endpoint="openapi",
        method="get",
        tag="Describing",
        summary="This description",
        access="open",
        codes=OF_URL,
        is_conditional=True,
        answers=(Answered("An OpenAPI 3.1 document.", {JSON: None}),),
    )


def _operating() -> Iterator[Operation]:
    told: dict[str, Any] = {"method": "get", "tag": "Operating", "access": "open"}
    yield Operation(
        path="/health",
        endpoint="health",
        summary="Whether the process answers",
        parameters=None,
        answers=json_answer(HealthAnswer, "It does."),
        **told,
    )
    yield Operation(
        path="/ready",
        endpoint="ready",
        summary="Whether the archive is served, and what of it",
        parameters=None,
        codes=OF_ARCHIVE,
        answers=json_answer(ReadyAnswer, "It is served."),
        **told,
    )
    yield Operation(
        path="/metrics",
        endpoint="metrics",
        summary="What was answered, for Prometheus",
        parameters=None,
        codes=("not_found",),
        answers=(Answered("The metrics.", {"text/plain": None}),),
        **told,
    )
