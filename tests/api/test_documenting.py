"""The pages of the description: whole, still, and inside their prefix."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import flask
import pytest

from broadsheet.api import Keys, Scope, blueprint, make_key
from broadsheet.api.docs_pages import sections
from broadsheet.api.docs_tables import parameter_table, question_table
from broadsheet.api.error_texts import ERROR_TEXTS

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from broadsheet.search import Archive

PAGES = ("/docs", "/docs/errors", "/docs/errors/invalid_query")


class Links(HTMLParser):
    """The ids of a page, and the addresses that it leads to or loads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.urls: list[str] = []
        self.tags: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name in ("href", "src", "action"):
                self.urls.append(value or "")
            assert not name.startswith("on")
            assert name != "style"


def test_the_page_has_every_operation_with_its_parameters(client: FlaskClient) -> None:
    text = client.get("/docs").text
    document = client.get("/openapi.json").get_json()
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            assert f"<code>{method.upper()} {path}</code>" in text
            assert f'id="{told["operationId"]}"' in text
    for name in document["components"]["parameters"]:
        assert (
            f"<code>{name.partition('.page.')[2] or name}</code>" in text or "." in name
        )
    assert "whole number, 1 to 100" in text
    assert '<a href="/docs/errors/invalid_query"><code>invalid_query</code></a>' in text
    assert "`" not in text


def test_every_parameter_stands_in_its_table_or_in_one_that_is_named(
    client: FlaskClient,
) -> None:
    document = client.get("/openapi.json").get_json()
    operations = {
        each.name: each.parameters
        for section in sections(document)
        for each in section.operations
    }
    question = question_table(document)
    tables = {"question": question, **operations}
    taken = 0
    for methods in document["paths"].values():
        for told in methods.values():
            table = operations[told["operationId"]]
            rows = {row.name: row for row in table.rows}
            while table.common:
                table = tables[table.common[1]]
                rows = {row.name: row for row in table.rows} | rows
                taken += 1
            assert set(rows.values()) == set(parameter_table(document, told).rows)
    # The question is told once, for all that take it.
    assert taken > 8
    assert client.get("/docs").text.count("repeat it for alternatives") < 8


@pytest.mark.parametrize("prefix", ["", "/news/a"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_local_and_its_links_lead_somewhere(
    archive: Archive, prefix: str, page: str
) -> None:
    app = flask.Flask("host", static_folder=None)
    app.register_blueprint(blueprint(archive), url_prefix=prefix or None)
    client = app.test_client()
    answer = client.get(prefix + page)
    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    links = Links(answer.text)
    assert len(links.ids) == len(set(links.ids))
    for url in set(links.urls):
        path, _, anchor = url.partition("#")
        if path:
            assert path.startswith(f"{prefix}/"), url
            assert client.get(path).status_code == 200, url
        if anchor:
            assert not path
            assert anchor in links.ids, url


def test_the_examples_of_reading_can_be_asked(client: FlaskClient) -> None:
    text = client.get("/docs").text.replace("&#39;", "'").replace("&amp;", "&")
    asked = re.findall(r"<code>curl 'http://localhost(/[^']*)'</code>", text)
    assert len(asked) > 20
    for address in asked:
        answer = client.get(address)
        # The archive of the tests lacks the article of the examples.
        assert answer.status_code == (404 if "harbour-2024" in address else 200), (
            address
        )


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_kept_until_it_changes(client: FlaskClient, page: str) -> None:
    tag = client.get(page).headers["ETag"]
    assert client.get(page, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("page", [*PAGES, "/openapi.json"])
def test_no_key_is_needed_to_read_what_there_is(archive: Archive, page: str) -> None:
    keys = Keys([make_key("reader", Scope.READ)[1]])
    app = flask.Flask("host", static_folder=None)
    app.register_blueprint(blueprint(archive, keys=keys))
    assert app.test_client().get(page).status_code == 200


@pytest.mark.parametrize("page", [*PAGES, "/openapi.json"])
def test_an_unknown_parameter_is_told(
    client: FlaskClient, assert_problem: Any, page: str
) -> None:
    assert_problem(client.get(f"{page}?zzz=1"), 400, "unknown_parameter")


@pytest.mark.parametrize("code", ERROR_TEXTS)
def test_each_error_has_a_page(client: FlaskClient, code: str) -> None:
    answer = client.get(f"/docs/errors/{code}")
    assert answer.status_code == 200
    assert f"<code>{code}</code>" in answer.text
    assert f'href="/docs/errors/{code}"' in client.get("/docs/errors").text


def test_no_other_code_has_a_page(client: FlaskClient, assert_problem: Any) -> None:
    for code in ("none", "Invalid_query", "%00", "%ff"):
        assert_problem(client.get(f"/docs/errors/{code}"), 404, "not_found")


def test_a_problem_leads_to_its_page_under_its_prefix(archive: Archive) -> None:
    app = flask.Flask("host", static_folder=None)
    app.register_blueprint(blueprint(archive, name="a"), url_prefix="/news/a")
    app.register_blueprint(blueprint(archive, name="b"), url_prefix="/b")
    client = app.test_client()
    for prefix in ("/news/a", "/b"):
        problem = client.get(f"{prefix}/v1/search?q=(").get_json()
        assert problem["type"] == f"{prefix}/docs/errors/invalid_query"
        page = client.get(problem["type"]).text
        assert f"{prefix}/docs/errors/invalid_query" in page
        assert "unbalanced_parenthesis" in page
