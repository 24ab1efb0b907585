"""The operations on single articles: to read them, to put and to delete them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .answer_models import ChangeAnswer, WholeArticle
from .models import ArticleParameters, NoParameters
from .operation import JSON, LINES, Answered, Operation, json_answer
from .operation_codes import OF_ARCHIVE, OF_BODY, OF_URL, OF_WRITES

if TYPE_CHECKING:
    from collections.abc import Iterator


def article_operations() -> Iterator[Operation]:
    """Yield them, in the order of the description."""
    told: dict[str, Any]
    by_id = {"id": "$response.body#/id"}
    links = {
        "read": ("get_article_by_parameter", by_id),
        "delete": ("delete_article_by_parameter", by_id),
    }
    changed = json_answer(
        ChangeAnswer, "It was replaced, or is unchanged.", links=links
    )
    added = json_answer(
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
            codes=("article_not_found", *OF_URL, *OF_ARCHIVE),
            is_conditional=True,
            answers=json_answer(WholeArticle, "The article."),
            **told,
        )
        yield Operation(
            method="put",
            summary=f"Put an article, {which}",
            description="Answered when it is durable; the next request finds it.",
            body="article",
            access="write",
            codes=(*OF_URL, *OF_BODY, *OF_WRITES),
            answers=(*changed, *added),
            **told,
        )
        yield Operation(
            method="delete",
            summary=f"Delete an article, {which}",
            access="write",
            codes=("article_not_found", *OF_URL, *OF_WRITES[1:]),
            answers=json_answer(ChangeAnswer, "It was deleted."),
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
        codes=(*OF_URL, *OF_BODY, *OF_WRITES),
        answers=(
            Answered(
                "It was replaced, or is unchanged; of many, what became of each.",
                {JSON: ChangeAnswer, LINES: None},
                links=links,
            ),
            *added,
        ),
    )
