"""Options that take several values, with commas between them.

Each function is a callback of click's, which tells the user what is wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def numbers(
    _context: click.Context, _option: click.Parameter, text: str | None
) -> tuple[int, ...] | None:
    """Return the whole numbers in *text*, each once and in their order.

    :raises click.BadParameter: if one is none, or below 1.
    """
    if text is None:
        return None
    try:
        found = tuple(dict.fromkeys(int(each) for each in text.split(",")))
    except ValueError as error:
        raise click.BadParameter(
            f"{text!r} is not whole numbers, with commas between them"
        ) from error
    if min(found) < 1:
        raise click.BadParameter(f"{min(found)} is below 1")
    return found


def names_of(
    known: Sequence[str],
) -> Callable[[click.Context, click.Parameter, str], tuple[str, ...]]:
    """Return what reads some of the names *known*, into the order that they have.

    It raises ``click.BadParameter`` if one is not known.
    """

    def names(
        _context: click.Context, _option: click.Parameter, text: str
    ) -> tuple[str, ...]:
        chosen = text.split(",")
        for each in chosen:
            if each not in known:
                raise click.BadParameter(f"{each!r} is none of {', '.join(known)}")
        return tuple(each for each in known if each in chosen)

    return names
