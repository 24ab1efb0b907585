"""XML of any text: what no document may hold is told by a replacement character."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Mapping

Element = ET.Element
#: What is no Char of XML 1.0.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def element(
    name: str,
    attributes: Mapping[str, str] | None = None,
    *children: Element,
    text: str = "",
) -> Element:
    """Return an element that holds *text*, then *children*."""
    made = ET.Element(
        name, {key: _clean(value) for key, value in (attributes or {}).items()}
    )
    made.text = _clean(text)
    made.extend(children)
    return made


def written(root: Element) -> bytes:
    """Return the document of *root*, in UTF-8."""
    data: bytes = ET.tostring(root, "utf-8", xml_declaration=True)
    return data


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
