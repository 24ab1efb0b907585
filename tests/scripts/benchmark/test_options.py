"""Values with commas between them are read, or told to be wrong."""

from __future__ import annotations

import click
import pytest

from broadsheet.scripts.benchmark.options import names_of, numbers

_OPTION = click.Option(["--some"])
_CONTEXT = click.Context(click.Command("some"))


def test_numbers_are_read_once_each() -> None:
    assert numbers(_CONTEXT, _OPTION, "1,2") == (1, 2)
    assert numbers(_CONTEXT, _OPTION, "100,5,100") == (100, 5)
    assert numbers(_CONTEXT, _OPTION, None) is None


@pytest.mark.parametrize("text", ["", "1,", "two", "1.5", "0", "2,-1"])
def test_what_is_no_number_above_zero_is_told(text: str) -> None:
    with pytest.raises(click.BadParameter):
        numbers(_CONTEXT, _OPTION, text)


def test_names_keep_the_order_of_those_known() -> None:
    names = names_of(["a", "b", "c"])
    assert names(_CONTEXT, _OPTION, "c,a") == ("a", "c")
    with pytest.raises(click.BadParameter, match="'d' is none of a, b, c"):
        names(_CONTEXT, _OPTION, "a,d")
