"""The operations of the addresses: what each takes, answers and may fail with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from .answer_models import (
    ChangeAnswer,
    ConcordanceAnswer,
    FieldsAnswer,
    HealthAnswer,
    ParseAnswer,
    ReadyAnswer,
    SearchAnswer,
    SimilarAnswer,
    SuggestAnswer,
    TimelineAnswer,
    WholeArticle,
)
from .models import (
    ArticlePageParameters,
    ArticleParameters,
    ConcordanceParameters,
    ExportParameters,
    FeedParameters,
    NoParameters,
    PlacesParameters,
    QuestionParameters,
    SearchParameters,
    SimilarParameters,
    SuggestParameters,
    TimelineParameters,
)
from .static_files import STATIC_FILES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .answer_models import Answer
    from .parameter_types import Parameters

Access: TypeAlias = Literal["open", "read", "write"]
Body: TypeAlias = Literal["parameters", "article", "articles"]

_JSON = "application/json"
_LINES = "application/x-ndjson"
_HTML = "text/html"
_FILES = (_LINES, "text/csv")

#: Whatever may be wrong with the parameters of an address.
_ASKED = ("invalid_parameter", "unknown_parameter", "repeated_parameter")
_OF_URL = (*_ASKED, "invalid_encoding")
_OF_BODY = (
    *("invalid_body", "length_required", "body_too_large"),
    "unsupported_media_type",
)
_OF_ARCHIVE = ("archive_not_found", "archive_corrupt", "archive_read", "format_version")
_OF_SEARCH = ("search_timeout", *_OF_ARCHIVE)
_OF_WRITES = (
    *("unusable_record", "too_many_writes", "archive_locked", "archive_write"),
    *_OF_ARCHIVE,
)


@dataclass(frozen=True, slots=True)
class Answered:
    """A successful answer."""

    description: str
    #: By media type; a text unless a model tells more.
    content: dict[str, type[Answer] | None]
    status: int = 200
    headers: tuple[str, ...] = ()
    #: By name: another operation on what was answered, and its parameters.
    links: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address."""

    path: str
    endpoint: str
    method: Literal["get", "post", "put", "delete"]
    tag: str
    summary: str
    answers: tuple[Answered, ...]
    parameters: type[Parameters] | None = NoParameters
    description: str = ""
    body: Body | None = None
    access: Access = "read"
    #: The codes of its errors, beside those of keys and of the server's own.
    codes: tuple[str, ...] = ()
    #: Whether a client may ask for what it does not have yet.
    is_conditional: bool = False
    #: Whether it is a page, which repairs what can be and tells errors in HTML.
    is_page: bool = False

    @property
    def name(self) -> str:
        """Its name among all, such as ``get_search``."""
        return f"{self.method}_{self.endpoint}"


def operations() -> Iterator[Operation]:
    """Yield every operation, in the order of the description."""
    yield from _searching()
    yield from _reading_out()
    yield from _describing()
    yield from _articles()
    yield from _operating()
    yield from _pages()


def _both(**told: Any) -> Iterator[Operation]:
    """Yield an operation that is asked by GET, and by POST with a JSON body."""
    codes = told.pop("codes")
    yield Operation(method="get", codes=(*codes, *_OF_URL), is_conditional=True, **told)
    said = "The same as by GET, for what does not fit into a URL."
    yield Operation(
        method="post",
        codes=(*codes, *_ASKED, "invalid_encoding", *_OF_BODY),
        body="parameters",
        **{**told, "description": said},
    )


def _json(model: type[Answer], description: str, **told: Any) -> tuple[Answered]:
    return (Answered(description, {_JSON: model}, **told),)


def _searching() -> Iterator[Operation]:
    yield from _both(
        path="/v1/search",
        endpoint="search",
        tag="Searching",
        summary="A page of hits and the account of the search",
        description="Finds articles. That nothing is found is no error.",
        parameters=SearchParameters,
        codes=("invalid_query", "cursor_expired", *_OF_SEARCH),
        answers=_json(
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
        codes=("invalid_query", *_OF_SEARCH),
        answers=_json(TimelineAnswer, "The hits in each stretch of time."),
    )
    yield Operation(
        path="/v1/suggest",
        endpoint="suggest",
        method="get",
        tag="Searching",
        summary="How a query that is being typed may go on",
        parameters=SuggestParameters,
        codes=(*_OF_URL, *_OF_SEARCH),
        is_conditional=True,
        answers=_json(SuggestAnswer, "Completions and titles."),
    )
    yield Operation(
        path="/v1/similar",
        endpoint="similar",
        method="get",
        tag="Searching",
        summary="The articles most similar to one",
        parameters=SimilarParameters,
        codes=("article_not_found", *_OF_URL, *_OF_SEARCH),
        is_conditional=True,
        answers=_json(SimilarAnswer, "The articles, the most similar first."),
    )
    yield Operation(
        path="/v1/search.atom",
        endpoint="feed",
        method="get",
        tag="Searching",
        summary="The hits as an Atom feed, the newest first",
        parameters=FeedParameters,
        codes=("invalid_query", "cursor_expired", *_OF_URL, *_OF_SEARCH),
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
        codes=("invalid_query", *_OF_SEARCH),
        answers=(
            Answered(
                "The file.", dict.fromkeys(_FILES), headers=("Content-Disposition",)
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
        codes=("invalid_query", "too_many_occurrences", *_OF_SEARCH),
        answers=(
            Answered(
                "A page of lines, or a file of all.",
                {_JSON: ConcordanceAnswer, **dict.fromkeys(_FILES)},
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
        codes=(*_OF_URL, *_OF_SEARCH),
        is_conditional=True,
        answers=_json(FieldsAnswer, "The fields."),
    )
    yield from _both(
        path="/v1/query/parse",
        endpoint="parse",
        tag="Describing",
        summary="How a query is read, without searching for it",
        parameters=QuestionParameters,
        codes=("invalid_query", *_OF_SEARCH),
        answers=_json(ParseAnswer, "The query as it was read."),
    )
    yield Operation(
        path="/opensearch.xml",
        endpoint="description",
        method="get",
        tag="Describing",
        summary="The description by which a browser adds the archive to its searches",
        access="open",
        codes=_OF_URL,
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
        codes=_OF_URL,
        is_conditional=True,
        answers=(Answered("An OpenAPI 3.1 document.", {_JSON: None}),),
    )


def _articles() -> Iterator[Operation]:
    told: dict[str, Any]
    by_id = {"id": "$response.body#/id"}
    links = {
        "read": ("get_article_by_parameter", by_id),
        "delete": ("delete_article_by_parameter", by_id),
    }
    changed = _json(ChangeAnswer, "It was replaced, or is unchanged.", links=links)
    added = _json(
        ChangeAnswer, "It was added.", status=201, headers=("Location",), links=links
    )
    for path, endpoint, parameters, which in (
        ("/v1/articles/{article_id}", "article", NoParameters, "by its id"),
        (
            "/v1/articles",
            "article_by_parameter",
            ArticleParameters,
            "by its id as a parameter",
        ),
    ):
        told = {
            "path": path,
            "endpoint": endpoint,
            "tag": "Articles",
            "parameters": parameters,
        }
        by_url = "Ids such as `..`, which clients rewrite in a path, are reached so."
        yield Operation(
            method="get",
            summary=f"One whole article, {which}",
            description=by_url if parameters is ArticleParameters else "",
            codes=("article_not_found", *_OF_URL, *_OF_ARCHIVE),
            is_conditional=True,
            answers=_json(WholeArticle, "The article."),
            **told,
        )
        yield Operation(
            method="put",
            summary=f"Put an article, {which}",
            description="Answered when it is durable; the next request finds it.",
            body="article",
            access="write",
            codes=(*_OF_URL, *_OF_BODY, *_OF_WRITES),
            answers=(*changed, *added),
            **told,
        )
        yield Operation(
            method="delete",
            summary=f"Delete an article, {which}",
            access="write",
            codes=("article_not_found", *_OF_URL, *_OF_WRITES[1:]),
            answers=_json(ChangeAnswer, "It was deleted."),
            **told,
        )
    yield Operation(
        path="/v1/articles",
        endpoint="article_by_parameter",
        method="post",
        tag="Articles",
        summary="Put one article, or many, a line each",
        description="Many are put in one commit, and answered with a line for each "
        "and one for all.",
        body="articles",
        access="write",
        codes=(*_OF_URL, *_OF_BODY, *_OF_WRITES),
        answers=(
            Answered(
                "It was replaced, or is unchanged; of many, what became of each.",
                {_JSON: ChangeAnswer, _LINES: None},
                links=links,
            ),
            *added,
        ),
    )


def _operating() -> Iterator[Operation]:
    told: dict[str, Any] = {"method": "get", "tag": "Operating", "access": "open"}
    yield Operation(
        path="/health",
        endpoint="health",
        summary="Whether the process answers",
        parameters=None,
        answers=_json(HealthAnswer, "It does."),
        **told,
    )
    yield Operation(
        path="/ready",
        endpoint="ready",
        summary="Whether the archive is served, and what of it",
        parameters=None,
        codes=_OF_ARCHIVE,
        answers=_json(ReadyAnswer, "It is served."),
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


def _pages() -> Iterator[Operation]:
    page = (Answered("The page.", {_HTML: None}),)
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
    codes = (*_OF_URL[:1], "invalid_encoding", "invalid_query", "cursor_expired")
    yield Operation(
        path="/",
        endpoint="search_page",
        summary="The search page",
        parameters=SearchParameters,
        codes=(*codes, *_OF_SEARCH),
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
            codes=("article_not_found", *codes, *_OF_SEARCH),
            **wanted,
        )
    yield Operation(
        path="/concordance",
        endpoint="concordance_page",
        summary="The page of a concordance",
        parameters=PlacesParameters,
        codes=(
            *("invalid_parameter", "invalid_encoding", "invalid_query"),
            *("too_many_occurrences", *_OF_SEARCH),
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
            codes=(*_OF_URL, *(("not_found",) if "{" in path else ())),
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
