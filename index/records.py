"""From a raw record to an Article, and back.

A record is a JSON object. Its keys are the article's fields, under their own
names or those of :data:`~.field_mapping.ALIASES`; ``extra``, an object, and every
unknown key go to ``Article.extra``. An unusable record is refused with the field,
what was found there and the cure; a date or language that cannot be read is no
reason to refuse one: its raw value is kept in ``extra`` under the field's name.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from .article import Article, DateSource
from .dates import parse_date
from .errors import UnusableRecordError
from .field_mapping import FieldMapping
from .identity import check_id, derived_id, type_name
from .settings import ArchiveSettings

if TYPE_CHECKING:
    from .dates import ArticleDate

#: How many lists and objects of an extra value may stand in each other.
MAX_DEPTH = 100

_DEFAULT_SETTINGS = ArchiveSettings()
_OWN_NAMES = FieldMapping()
_SURROGATES = re.compile("[\ud800-\udfff]")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{1,8})*", re.ASCII)


def article_from_record(
    record: object,
    *,
    settings: ArchiveSettings = _DEFAULT_SETTINGS,
    mapping: FieldMapping = _OWN_NAMES,
    day_first: bool | None = None,
) -> Article:
    """Return the article that *record* describes.

    Title and body are kept exactly, save that a lone surrogate becomes U+FFFD;
    other texts lose the white space around them, and empty ones are dropped.
    Times without a zone are read in that of *settings*; *day_first* says how a
    date such as ``03/04/2016`` is meant, which else is left unread.

    :raises UnusableRecordError: if *record* is not an object, its id is unusable
        or a field has the wrong type.
    """
    if not isinstance(record, Mapping):
        raise _wrong("record", record, "a record is a JSON object")
    fields, rest = mapping.split(record)
    stated = {key: rest.pop(key, None) for key in ("date_precision", "date_source")}
    extra = _extra(rest)
    title, body = _exact(fields, "title"), _exact(fields, "body")
    published, updated = (
        _date(fields, name, extra, settings, day_first=day_first)
        for name in ("published", "updated")
    )
    url = _text(fields, "url")
    return Article(
        id=_id(fields, url, title, body),
        title=title,
        body=body,
        published=published.text if published else None,
        date_precision=published.precision if published else None,
        date_source=_date_source(published, stated, extra),
        updated=updated.text if updated else None,
        authors=_texts(fields, "authors"),
        source=_text(fields, "source"),
        section=_text(fields, "section"),
        tags=_texts(fields, "tags"),
        language=_language(fields, extra),
        url=url,
        extra=extra,
    )


def article_to_record(article: Article) -> dict[str, Any]:
    """Return the record of *article*: JSON values, and no key without a value.

    ``article_from_record(article_to_record(article)) == article`` for each
    article that a record can describe.
    """
    record = {
        "id": article.id,
        "title": article.title,
        "body": article.body,
        "published": article.published,
        "date_precision": article.date_precision,
        "date_source": article.date_source if article.published else None,
        "updated": article.updated,
        "authors": list(article.authors),
        "source": article.source,
        "section": article.section,
        "tags": list(article.tags),
        "language": article.language,
        "url": article.url,
        "extra": article.extra,
    }
    return {key: value for key, value in record.items() if value or key == "id"}


def _wrong(field: str, value: object, cure: str) -> UnusableRecordError:
    return UnusableRecordError(f"{field}: found {type_name(value)}; {cure}")


def _whole(text: str) -> str:
    """Return *text* with U+FFFD for what is not Unicode text."""
    return text if text.isascii() else _SURROGATES.sub("\ufffd", text)


def _id(fields: Mapping[str, Any], url: str | None, title: str, body: str) -> str:
    if "id" in fields:
        return check_id(fields["id"])
    published = _json(fields.get("published"), "published")
    return derived_id(url, title, body, published)


def _exact(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name, "")
    if not isinstance(value, str):
        raise _wrong(name, value, "write it as a string")
    return _whole(value)


def _text(fields: Mapping[str, Any], name: str) -> str | None:
    return _exact(fields, name).strip() or None


def _texts(fields: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = fields.get(name, ())
    if isinstance(value, str):
        value = (value,)
    if not isinstance(value, list | tuple):
        raise _wrong(name, value, "write it as a list of strings")
    for place, each in enumerate(value):
        if not isinstance(each, str | None):
            raise _wrong(f"{name}[{place}]", each, "write it as a string")
    stripped = (_whole(each).strip() for each in value if each is not None)
    return tuple(each for each in stripped if each)


def _language(fields: Mapping[str, Any], extra: dict[str, Any]) -> str | None:
    value = _text(fields, "language")
    if value is None:
        return None
    tag = value.lower().replace("_", "-")
    if _LANGUAGE.fullmatch(tag):
        return tag
    extra["language"] = value
    return None


def _date(
    fields: Mapping[str, Any],
    name: str,
    extra: dict[str, Any],
    settings: ArchiveSettings,
    *,
    day_first: bool | None,
) -> ArticleDate | None:
    value = fields.get(name)
    read = parse_date(value, timezone=settings.timezone, day_first=day_first)
    if read is None and value is not None and not _is_blank(value):
        extra[name] = _json(value, name, 1)
    return read


def _is_blank(value: object) -> bool:
    return isinstance(value, str) and not value.strip()


def _date_source(
    published: ArticleDate | None, stated: Mapping[str, Any], extra: dict[str, Any]
) -> DateSource:
    """Return where the date is from, as *stated* if that fits the date.

    What does not fit is kept in *extra*.
    """
    source: DateSource = "missing"
    precision = None
    if published:
        source = "derived" if stated["date_source"] == "derived" else "given"
        precision = published.precision
    for key, truth in (("date_precision", precision), ("date_source", source)):
        if stated[key] is not None and stated[key] != truth:
            extra[key] = _json(stated[key], key, 1)
    return source


def _extra(rest: dict[str, Any]) -> dict[str, Any]:
    given = rest.pop("extra", None)
    if given is None:
        given = {}
    if not isinstance(given, Mapping):
        raise _wrong("extra", given, "write it as an object, or under another key")
    extra: dict[str, Any] = {**_json(given, "extra"), **_json(rest, "")}
    return extra


def _json(value: Any, path: str, depth: int = 0) -> Any:
    """Return *value* as JSON has it, every string of it Unicode text."""
    if isinstance(value, str):
        return _whole(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        # Further ones are no number to most readers of JSON.
        return value if -(2**63) <= value < 2**64 else _digits(value, path)
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if depth == MAX_DEPTH:
        raise UnusableRecordError(f"{path}: nested deeper than {MAX_DEPTH} levels")
    if isinstance(value, list | tuple):
        return [_json(each, path + "[]", depth + 1) for each in value]
    if isinstance(value, Mapping):
        keyed = ((_key(key, path), each) for key, each in value.items())
        return {key: _json(each, _join(path, key), depth + 1) for key, each in keyed}
    raise _wrong(path, value, "use what JSON has")


def _key(key: object, path: str) -> str:
    if not isinstance(key, str):
        raise _wrong(f"a key of {path or 'the record'}", key, "write it as a string")
    return _whole(key)


def _join(path: str, key: str) -> str:
    return f"{path}.{key}"[:200] if path else key[:200]


def _digits(value: int, path: str) -> str:
    try:
        return str(value)
    except ValueError as error:
        raise UnusableRecordError(f"{path}: a number of too many digits") from error
