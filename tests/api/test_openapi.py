"""The description says what the addresses are: all of it, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import flask
import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from broadsheet.api import Keys, Scope, blueprint, make_key
from broadsheet.search import Archive, SearchRequest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask.testing import FlaskClient

READ, WRITE = make_key("reader", Scope.READ), make_key("writer", Scope.WRITE)
#: Answer that there is nothing at an address.
_NOTHING = {"v1", "v1_root", "v1_nothing"}
_METHODS = {"get", "post", "put", "delete"}


@pytest.fixture
def document(client: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json").get_json()
    return found


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            yield path, method, told


def parameters(document: dict[str, Any], told: dict[str, Any]) -> list[dict[str, Any]]:
    known = document["components"]["parameters"]
    return [
        known[each["$ref"].rpartition("/")[2]] if "$ref" in each else each
        for each in told.get("parameters", ())
    ]


def validator(document: dict[str, Any], schema: dict[str, Any]) -> Draft202012Validator:
    return Draft202012Validator({**schema, "components": document["components"]})


def closed(schema: Any) -> Any:
    """Return *schema* without room for names that it does not tell."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: closed(each) for name, each in schema.items()}
    if "properties" in made and isinstance(made.get("type"), str):
        made.setdefault("additionalProperties", False)
    return made


@pytest.mark.parametrize("keys", [(), (WRITE,), (READ, WRITE)])
def test_the_document_is_openapi(archive: Archive, keys: Any) -> None:
    app = flask.Flask("host", static_folder=None)
    app.register_blueprint(blueprint(archive, keys=Keys(key for _, key in keys)))
    document = app.test_client().get("/openapi.json").get_json()
    assert document["openapi"].startswith("3.1.")
    validate(document)


def test_every_address_and_method_is_described(
    client: FlaskClient, document: dict[str, Any]
) -> None:
    rules = {}
    for rule in client.application.url_map.iter_rules():
        if rule.endpoint.partition(".")[2] not in _NOTHING:
            path = rule.rule.replace("broadsheet_text:", "")
            rules[path.replace("<", "{").replace(">", "}")] = rule
    assert set(document["paths"]) == set(rules)
    for path, methods in document["paths"].items():
        address = path.replace("{", "").replace("}", "")
        allowed = client.options(address).headers["Allow"].lower().split(", ")
        assert set(methods) == _METHODS & set(allowed), path


def test_the_names_of_operations_are_their_own(document: dict[str, Any]) -> None:
    names = [told["operationId"] for _, _, told in operations(document)]
    assert len(names) == len(set(names))
    for _, _, told in operations(document):
        for response in told["responses"].values():
            for link in response.get("links", {}).values():
                assert link["operationId"] in names


def test_a_parameter_is_described_exactly_where_it_is_known(
    client: FlaskClient, document: dict[str, Any]
) -> None:
    told_of = {
        path: {each["name"] for each in parameters(document, told)}
        for path, method, told in operations(document)
        if method == "get" and told["tags"] != ["Pages"] and "400" in told["responses"]
    }
    every = set().union(*told_of.values())
    assert {"q", "exclude.lang", "cursor", "size", "format"} <= every
    for path, names in told_of.items():
        for name in every - {"article_id", "code"}:
            answer = client.get(path.format(article_id="n1"), query_string={name: "x"})
            code = (answer.get_json(silent=True) or {}).get("code")
            assert (code == "unknown_parameter") == (name not in names), (path, name)


def test_names_of_a_body_are_those_of_a_url(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for path, method, told in operations(document):
        if method == "post" and path != "/v1/articles":
            schema = told["requestBody"]["content"]["application/json"]["schema"]
            body = set(schemas[schema["$ref"].rpartition("/")[2]]["properties"])
            url = parameters(document, document["paths"][path]["get"])
            assert body - {"exclude"} == {each["name"] for each in url}


def test_defaults_and_limits_are_those_of_a_search(document: dict[str, Any]) -> None:
    found = {
        each["name"]: each["schema"]
        for each in parameters(document, document["paths"]["/v1/search"]["get"])
    }
    defaults = SearchRequest()
    for name, schema in found.items():
        if "default" in schema and not name.startswith("exclude."):
            value = getattr(defaults, name)
            told = list(value) if isinstance(value, tuple) else value
            assert schema["default"] == told, name
    assert found["per_page"]["maximum"] == 100
    assert found["sort"]["enum"] == ["relevance", "newest", "oldest"]
    assert found["q"]["default"] == ""


def test_examples_and_defaults_are_valid(document: dict[str, Any]) -> None:
    found = [
        each["schema"]
        for _, _, told in operations(document)
        for each in parameters(document, told)
    ]
    for schema in document["components"]["schemas"].values():
        found += schema.get("properties", {}).values()
    tried = 0
    for schema in found:
        values = [*schema.get("examples", ())]
        values += [schema["default"]] if "default" in schema else []
        for value in values:
            validator(document, schema).validate(value)
            tried += 1
    assert tried > 100


def test_examples_of_answers_are_answers(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    answered = {
        each["schema"]["$ref"].rpartition("/")[2]
        for _, _, told in operations(document)
        for response in told["responses"].values()
        for each in response.get("content", {}).values()
        if "$ref" in each["schema"]
    }
    for name in answered - {"ProblemDocument"}:
        (example,) = schemas[name]["examples"]
        validator(closed(document), closed(schemas[name])).validate(example)
    for code, told in document["components"]["examples"].items():
        problem = closed(schemas["ProblemDocument"])
        validator(closed(document), problem).validate(told["value"])
        assert told["value"]["code"] == code


_REQUESTS: list[tuple[str, str, Any]] = [
    ("get", "/v1/search", "/v1/search?q=oil&explain=1&interval=day&facet=source"),
    ("get", "/v1/search", "/v1/search?fields=title,body,extra,updated"),
    ("get", "/v1/search", "/v1/search?q=oli+nothing"),
    ("get", "/v1/search", "/v1/search?q=oil+nothing"),
    ("get", "/v1/search", "/v1/search?collapse=story"),
    ("get", "/v1/timeline", "/v1/timeline?q=oil"),
    ("get", "/v1/suggest", "/v1/suggest?q=oi"),
    ("get", "/v1/similar", "/v1/similar?id=n1"),
    ("get", "/v1/concordance", "/v1/concordance?q=oil&per_page=2"),
    ("get", "/v1/fields", "/v1/fields"),
    ("get", "/v1/query/parse", "/v1/query/parse?q=oil+-(a+OR+title:b~)"),
    ("get", "/v1/articles", "/v1/articles?id=n12"),
    ("get", "/v1/articles/{article_id}", "/v1/articles/n9"),
    ("get", "/health", "/health"),
    ("get", "/ready", "/ready"),
    ("get", "/v1/search", "/v1/search?q=(oil"),
    ("get", "/v1/articles/{article_id}", "/v1/articles/none"),
]


@pytest.mark.parametrize(("method", "path", "address"), _REQUESTS)
def test_an_answer_is_as_described_and_has_no_more(
    client: FlaskClient,
    document: dict[str, Any],
    method: str,
    path: str,
    address: str,
) -> None:
    answer = client.open(address, method=method)
    told = document["paths"][path][method]["responses"][str(answer.status_code)]
    assert answer.mimetype in told["content"]
    schema = told["content"][answer.mimetype]["schema"]
    validator(closed(document), closed(schema)).validate(answer.get_json())
    for name in told["headers"]:
        assert name in (*dict(answer.headers), "ETag", "Link")


def test_failures_are_described_with_their_codes(
    client: FlaskClient, document: dict[str, Any]
) -> None:
    for address, path in (
        ("/v1/search?q=(", "/v1/search"),
        ("/v1/search?zzz=1", "/v1/search"),
        ("/v1/search?page=0", "/v1/search"),
        ("/v1/search?q=%ff", "/v1/search"),
        ("/v1/similar?id=none", "/v1/similar"),
        ("/v1/articles/none", "/v1/articles/{article_id}"),
        ("/docs/errors/none", "/docs/errors/{code}"),
    ):
        problem = client.get(address).get_json()
        told = document["paths"][path]["get"]["responses"][str(problem["status"])]
        assert f"`{problem['code']}`" in told["description"], address


def test_keys_are_told_as_they_are_needed(archive: Archive) -> None:
    def security(*keys: Any) -> tuple[Any, Any, Any]:
        app = flask.Flask("host", static_folder=None)
        app.register_blueprint(blueprint(archive, keys=Keys(key for _, key in keys)))
        paths = app.test_client().get("/openapi.json").get_json()["paths"]
        return tuple(
            paths[path][method]["security"]
            for path, method in (
                ("/v1/search", "get"),
                ("/v1/articles", "post"),
                ("/health", "get"),
            )
        )

    ways = [{"key": []}, {"keyAsPassword": []}]
    assert security() == ([{}, *ways], [], [])
    assert security(WRITE) == ([{}, *ways], [{"key": []}], [])
    assert security(READ, WRITE) == (ways, [{"key": []}], [])


def test_it_is_of_the_prefix_that_it_is_asked_under(archive: Archive) -> None:
    app = flask.Flask("host", static_folder=None)
    app.register_blueprint(blueprint(archive, name="a"), url_prefix="/news/a")
    app.register_blueprint(blueprint(archive, name="b"))
    client = app.test_client()
    for prefix, server in (("/news/a", "/news/a"), ("", "/")):
        found = client.get(f"{prefix}/openapi.json").get_json()
        assert found["servers"] == [{"url": server}]
        assert "/v1/search" in found["paths"]
    below = client.get("/news/a/openapi.json", base_url="http://host/deep")
    assert below.get_json()["servers"] == [{"url": "/deep/news/a"}]


def test_it_is_kept_until_it_changes(client: FlaskClient) -> None:
    answer = client.get("/openapi.json")
    assert answer.mimetype == "application/json"
    again = client.get(
        "/openapi.json", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")


def test_the_story_of_a_hit_is_as_described(
    document: dict[str, Any], make_client: Any, tmp_path: Path
) -> None:
    with Archive.open(tmp_path / "archive", create=True) as archive:
        copies = [{"id": each, "body": "The same words."} for each in "ab"]
        archive.add([{**copies[0], "source": "AP", "published": "2016"}, copies[1]])
        client = make_client(archive)
        answer = client.get("/v1/search?collapse=story&sort=oldest").get_json()
        alone = {"collapse": "story", "story": answer["results"][0]["story"]["id"]}
        posted = client.post("/v1/search", json=alone)
        refused = client.get("/v1/export?collapse=story")
        feed = client.get("/v1/search.atom?collapse=story")
    told = document["paths"]["/v1/search"]["get"]["responses"]["200"]
    schema = told["content"]["application/json"]["schema"]
    validator(closed(document), closed(schema)).validate(answer)
    assert (answer["total"], answer["stories"]) == (2, 1)
    assert (posted.get_json()["total"], posted.get_json()["stories"]) == (2, 1)
    (problem,) = refused.get_json()["errors"]
    assert (refused.status_code, problem["parameter"]) == (400, "collapse")
    assert feed.text.count("<entry>") == 1
