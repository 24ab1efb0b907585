"""The elements of a document are read whole, one after another."""

from __future__ import annotations

from broadsheet.index.sources.xmlelements import Element, read_elements


def _item(document: str) -> Element:
    (found,) = read_elements([document.encode()], {"items": 1})
    return found.element


def test_entities_of_html_are_read_in_texts_and_in_attributes() -> None:
    item = _item(
        '<items><item name="Caf&eacute;s &amp; bars">&Oslash;l&nbsp;</item></items>'
    )
    assert item.attributes == {"name": "Cafés & bars"}
    assert item.text == "Øl\xa0"


def test_what_names_no_entity_stays_in_a_text() -> None:
    assert (
        _item("<items><item>A&unheard;B&check;</item></items>").text == "A&unheard;B✓"
    )
