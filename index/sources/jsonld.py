"""JSON-LD: what a page says of its article in the terms of schema.org."""

from __future__ import annotations

import json
from html import unescape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: More objects are no description of an article.
_MOST_OBJECTS = 2_000
_MOST_CHARACTERS = 2**20
_NESTED = ("@graph", "mainEntity", "mainEntityOfPage")
_ARTICLES = frozenset(
    ("Report", "BlogPosting", "LiveBlogPosting", "SocialMediaPosting")
)
_WRAPPED = (("<!--", "-->"), ("<![CDATA[", "]]>"), ("//<![CDATA[", "//]]>"))


def article_of(scripts: Iterable[str]) -> dict[str, Any]:
    """Return the fields of the article that *scripts* describe; none without one.

    Of several articles that is the one with most of a headline, date and author.
    """
    objects = list(_objects(scripts))
    named = {each["@id"]: each for each in objects if _is_named(each)}
    articles = [each for each in objects if _is_article(each)]
    if not articles:
        return {}
    return _fields(max(articles, key=_worth), named)


def _objects(scripts: Iterable[str]) -> Iterator[dict[str, Any]]:
    waiting = [value for script in scripts if (value := _read(script)) is not None]
    waiting.reverse()
    for _ in range(_MOST_OBJECTS):
        if not waiting:
            return
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(reversed(value))
        elif isinstance(value, dict):
            yield value
            waiting.extend(
                value[key] for key in _NESTED if isinstance(value.get(key), dict | list)
            )


def _read(script: str) -> Any:
    script = script.strip().rstrip(";")
    for start, end in _WRAPPED:
        script = script.removeprefix(start).removesuffix(end).strip()
    if len(script) > _MOST_CHARACTERS:
        return None
    try:
        # Line feeds in strings are common, and meant.
        return json.loads(script, strict=False)
    except (ValueError, RecursionError):
        return None


def _is_named(value: dict[str, Any]) -> bool:
    return isinstance(value.get("@id"), str) and len(value) > 1


def _is_article(value: dict[str, Any]) -> bool:
    types = value.get("@type")
    names = types if isinstance(types, list) else [types]
    kinds = [name.rpartition("/")[2] for name in names if isinstance(name, str)]
    return any(kind.endswith("Article") or kind in _ARTICLES for kind in kinds)


def _worth(article: dict[str, Any]) -> int:
    keys = ("headline", "datePublished", "author", "articleBody")
    return sum(1 for key in keys if article.get(key))


def _fields(article: dict[str, Any], named: dict[str, Any]) -> dict[str, Any]:
    publisher = _names(article.get("publisher"), named)
    found = {
        "title": _text(article.get("headline")) or _text(article.get("name")),
        "published": _text(article.get("datePublished"))
        or _text(article.get("dateCreated")),
        "updated": _text(article.get("dateModified")),
        "authors": _names(article.get("author") or article.get("creator"), named),
        "source": publisher[0] if publisher else "",
        "section": next(iter(_texts(article.get("articleSection"))), ""),
        "tags": _keywords(article.get("keywords")),
        "language": _language(article.get("inLanguage")),
        "url": _text(article.get("url")) or _address(article.get("mainEntityOfPage")),
        "body": _text(article.get("articleBody")),
        "summary": _text(article.get("description")),
    }
    return {key: value for key, value in found.items() if value}


def _text(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("@value")
    # Written by the templates of pages, it is escaped as if it stood in one.
    return unescape(value).strip() if isinstance(value, str) else ""


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [text for each in values if (text := _text(each))]


def _names(value: Any, named: dict[str, Any]) -> list[str]:
    """Return the names of people or organisations, each once."""
    names: list[str] = []
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, dict) and "name" not in each:
            identity = each.get("@id")
            each = named.get(identity) if isinstance(identity, str) else None
        found = each.get("name") if isinstance(each, dict) else each
        names.extend(
            text
            for text in _texts(found)
            if not text.startswith(("http://", "https://"))
        )
    return list(dict.fromkeys(names))


def _keywords(value: Any) -> list[str]:
    if isinstance(value, str):
        return [text for each in unescape(value).split(",") if (text := each.strip())]
    if not isinstance(value, list):
        return []
    names = (each.get("name") if isinstance(each, dict) else each for each in value)
    return [text for each in names if (text := _text(each))]


def _language(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("alternateName") or value.get("name")
    return _text(value)


def _address(value: Any) -> str:
    return _text(value.get("@id")) if isinstance(value, dict) else _text(value)
