"""WordPress exports (WXR): what they say beyond RSS."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .xmlelements import Element

#: Kinds of posts that hold no article.
_PARTS = frozenset(
    (
        "acf-field",
        "acf-field-group",
        "attachment",
        "custom_css",
        "customize_changeset",
        "nav_menu_item",
        "oembed_cache",
        "revision",
        "user_request",
        "wp_block",
        "wp_font_face",
        "wp_font_family",
        "wp_global_styles",
        "wp_navigation",
        "wp_template",
        "wp_template_part",
    )
)
_NO_DATE = "0000-00-00"
#: ``[caption width="300"]…[/caption]``: marks of plugins, whose text stays.
_SHORTCODE = re.compile(
    r"\[/?(?:audio|caption|embed|gallery|playlist|video|wp_caption)(?:\s[^\[\]<>]{0,500})?/?\]"
)


class Authors:
    """The names of the authors of an export, by what they log in with."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def add(self, element: Element) -> None:
        """Take note of an author."""
        login = element.text_of("wp:author_login")
        name = element.text_of("wp:author_display_name")
        if login and name:
            self._names[login] = name

    def name(self, login: str) -> str:
        """Return the name of who logs in so; that itself if it is not known."""
        return self._names.get(login, login)


def is_article(item: Element) -> bool:
    """Whether *item* is a post or page rather than a picture, a menu or a version."""
    return item.text_of("wp:post_type") not in _PARTS


def why_unpublished(item: Element) -> str | None:
    """Return why an article is not to be read by all; None if it is published."""
    status = item.text_of("wp:status")
    if status not in ("", "publish", "inherit"):
        return f"not published in WordPress: its status is {status[:40]!r}"
    if item.text_of("wp:post_password"):
        return "not published in WordPress: it has a password"
    return None


def export_fields(item: Element, authors: Authors) -> dict[str, Any]:
    """Return the fields that only an export has; none for an item of a feed."""
    if item.child("wp:post_type") is None:
        return {}
    value: dict[str, Any] = {
        "authors": [
            authors.name(each.text.strip()) for each in item.children("dc:creator")
        ],
        "body": _SHORTCODE.sub("", item.text_of("content:encoded")),
    }
    for name, key in (("published", "post_date"), ("updated", "post_modified")):
        if date := _date(item, f"wp:{key}"):
            value[name] = date
    sections = _categories(item, "category")
    value["section"] = sections[0] if sections else None
    value["tags"] = [*sections[1:], *_categories(item, "post_tag")]
    extra = {
        "wordpress_id": item.text_of("wp:post_id"),
        "summary": item.text_of("excerpt:encoded"),
    }
    value["extra"] = {key: each for key, each in extra.items() if each}
    return value


def _date(item: Element, name: str) -> str | None:
    if (utc := item.text_of(f"{name}_gmt")) and not utc.startswith(_NO_DATE):
        return f"{utc.replace(' ', 'T')}Z"
    local = item.text_of(name)
    return None if not local or local.startswith(_NO_DATE) else local


def _categories(item: Element, domain: str) -> list[str]:
    return [
        each.text.strip()
        for each in item.children("category")
        if each.attributes.get("domain") == domain
    ]
