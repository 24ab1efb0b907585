"""From a raw record to an Article, and back.

A record is a JSON object. Its keys are the article's fields, under their own
names or those of :data:`~.field_mapping.ALIASES`; ``extra``, an object, and every
unknown key go to ``Article.extra``. An unusable record is refused with the field,
what was found there and the cure; a date or language that cannot be read is no
reason to refuse one: its raw value is kept in ``extra`` under the field's name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .article import Article, DatePrecision, DateSource, make_article
from .dates import parse_date
from .dates_as_written import read_date_as_written
from .field_mapping import FieldMapping
from .identity import check_id, derived_id
from .json_values import LISTS, json_object, json_value, whole_text, wrong_type
from .settings import ArchiveSettings
from .zones import zone_of

if TYPE_CHECKING:
    from .canonical_dates import ArticleDate

_DEFAULT_SETTINGS = ArchiveSettings()
_OWN_NAMES = FieldMapping()
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
    if type(record) is not dict and not isinstance(record, Mapping):
        raise wrong_type("record", record, "a record is a JSON object")
    fields, rest = mapping.split(record)
    stated = rest.pop("date_precision", None), rest.pop("date_source", None)
    extra = _extra(rest) if rest else {}
    title, body = _exact(fields, "title"), _exact(fields, "body")
    zone = settings.timezone
    forms = mapping.date_formats
    published = _date(fields, "published", extra, zone, forms, day_first=day_first)
    updated = _date(fields, "updated", extra, zone, forms, day_first=day_first)
    text, precision = published or (None, None)
    url = _text(fields, "url")
    # By place: to pass fourteen names takes longer than to read half the fields.
    return make_article(
        _id(fields, url, title, body),
        title,
        body,
        text,
        precision,
        _date_source(precision, stated, extra),
        updated.text if updated else None,
        _texts(fields, "authors"),
        _text(fields, "source"),
        _text(fields, "section"),
        _texts(fields, "tags"),
        _language(fields, extra),
        url,
        extra,
    )


def article_to_record(article: Article) -> dict[str, Any]:
    """Return the record of *article*: JSON values, and no key without a value.

    ``article_from_record(article_to_record(article)) == article`` for each
    article that a record can describe.
    """
    record: dict[str, Any] = {"id": article.id}
    if article.title:
        record["title"] = article.title
    if article.body:
        record["body"] = article.body
    if article.published:
        record["published"] = article.published
    if article.date_precision:
        record["date_precision"] = article.date_precision
    if date_source := article.date_source if article.published else None:
        record["date_source"] = date_source
    if article.updated:
        record["updated"] = article.updated
    if article.authors:
        record["authors"] = list(article.authors)
    if article.source:
        record["source"] = article.source
    if article.section:
        record["section"] = article.section
    if article.tags:
        record["tags"] = list(article.tags)
    if article.language:
        record["language"] = article.language
    if article.url:
        record["url"] = article.url
    if article.extra:
        record["extra"] = article.extra
    return record


def _id(fields: Mapping[str, Any], url: str | None, title: str, body: str) -> str:
    if "id" in fields:
        return check_id(fields["id"])
    published = json_value(fields.get("published"), "published")
    return derived_id(url, title, body, published)


def _exact(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name, "")
    if not isinstance(value, str):
        raise wrong_type(name, value, "write it as a string")
    return whole_text(value)


def _text(fields: Mapping[str, Any], name: str) -> str | None:
    return _exact(fields, name).strip() or None if name in fields else None


def _texts(fields: Mapping[str, Any], name: str) -> tuple[str, ...]:
    if name not in fields:
        return ()
    value = fields[name]
    if isinstance(value, str):
        value = (value,)
    if not isinstance(value, LISTS):
        raise wrong_type(name, value, "write it as a list of strings")
    texts = []
    for place, each in enumerate(value):
        if isinstance(each, str):
            if text := whole_text(each).strip():
                texts.append(text)
        elif each is not None:
            raise wrong_type(f"{name}[{place}]", each, "write it as a string")
    return tuple(texts)


def _language(fields: Mapping[str, Any], extra: dict[str, Any]) -> str | None:
    value = _text(fields, "language")
    if value is None or _LANGUAGE.fullmatch(value):
        return value
    tag = value.lower().replace("_", "-")
    if _LANGUAGE.fullmatch(tag):
        return tag
    extra["language"] = value
    return None


def _date(
    fields: Mapping[str, Any],
    name: str,
    extra: dict[str, Any],
    timezone: str,
    forms: tuple[str, ...],
    *,
    day_first: bool | None,
) -> ArticleDate | None:
    value = fields.get(name)
    read = read_date_as_written(value, forms, zone_of(timezone)) if forms else None
    read = read or parse_date(value, timezone=timezone, day_first=day_first)
    if read is None and value is not None and not _is_blank(value):
        extra[name] = json_value(value, name, 1)
    return read


def _is_blank(value: object) -> bool:
    return isinstance(value, str) and not value.strip()


def _date_source(
    precision: DatePrecision | None, stated: tuple[Any, Any], extra: dict[str, Any]
) -> DateSource:
    """Return where a date of *precision* is from.

    Precision and source are as *stated* if that fits; what does not is kept in
    *extra*.
    """
    stated_precision, stated_source = stated
    source: DateSource = "missing"
    if precision:
        source = "derived" if stated_source == "derived" else "given"
    if stated_precision is not None and stated_precision != precision:
        extra["date_precision"] = json_value(stated_precision, "date_precision", 1)
    if stated_source is not None and stated_source != source:
        extra["date_source"] = json_value(stated_source, "date_source", 1)
    return source


def _extra(rest: dict[str, Any]) -> dict[str, Any]:
    given = rest.pop("extra", None)
    if given is None:
        return json_object(rest, "", 0)
    if not isinstance(given, Mapping):
        raise wrong_type("extra", given, "write it as an object, or under another key")
    return {**json_object(given, "extra", 0), **json_object(rest, "", 0)}
