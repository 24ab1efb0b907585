"""Articles whose every field tries to be more than text."""

from __future__ import annotations

from typing import Any

#: Sets a property of the window if it is ever executed.
_RUN = "window.hit=1"
PAYLOADS = (
    f"<script>{_RUN}</script>",
    f'"><img src=x onerror="{_RUN}">',
    f"'><svg onload='{_RUN}'>",
    f"</title></textarea></script><script>{_RUN}</script>",
    f"javascript:{_RUN}",
    f'</mark><a href="javascript:{_RUN}">oil</a>',
    "../../../etc/passwd",
    "a/b?c=d#e&f",
    "line\r\nSet-Cookie: hit=1",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*oil",
    "{{ 7*7 }}${7*7}",
    "\u202eoil\u202c \u2028oil",
)


def _article(number: int, payload: str) -> dict[str, Any]:
    # An id is without control characters; all else is taken as it is.
    clean = payload.replace("\r\n", " ")
    return {
        "id": f"{clean} {number}",
        "title": f"oil {payload}",
        "body": f"oil {payload} oil\n\n{payload}",
        "source": payload,
        "section": payload,
        "authors": [payload],
        "tags": [payload],
        "published": f"2024-01-{number + 1:02}",
        "url": f"javascript:{_RUN}",
        "extra": {"more": payload},
    }


HOSTILE = [_article(number, payload) for number, payload in enumerate(PAYLOADS)]
