"""An article as scrapers leave it."""

from __future__ import annotations

import pytest

SENTENCES = (
    "The harbour of Norrby was closed on Thursday after a storm broke its pier.",
    "Ferries to the islands are to leave from the railway quay until the end of May.",
    '"We saw the light go out and then we heard the stones," said Ann Lee, who keeps '
    "the lighthouse.",
    "The council will meet on Monday to decide who pays for the repairs.",
    "Insurers put the damage at four million crowns, most of it to boats.",
)
HEADLINES = (
    "You may also like",
    "Capital records second-highest May rainfall since 1901",
    "Archers win bronze in seniors; juniors miss the final",
    '"We will forget the floods": mayor promises new drains',
    "These heeled sandals are so comfy I've been wearing them all week",
)


@pytest.fixture
def body() -> str:
    """The text as it should be."""
    return "\n".join(SENTENCES)


@pytest.fixture
def scraped(body: str) -> str:
    """It twice, the second time without its first sentence, then links."""
    return "\n".join((body, *SENTENCES[1:], *HEADLINES))


@pytest.fixture
def headlines() -> str:
    """The links that follow it."""
    return "\n".join(HEADLINES)
