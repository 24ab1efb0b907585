"""The names of HTML's elements, by what they do to the text around them."""

from __future__ import annotations

#: They stand within a line.
INLINE = frozenset(
    (
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "button",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "img",
        "input",
        "ins",
        "kbd",
        "label",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    )
)
#: They begin a paragraph and end one.
PARAGRAPHS = frozenset(
    (
        "article",
        "aside",
        "blockquote",
        "div",
        "dl",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "ul",
    )
)
#: They stand beside each other.
CELLS = frozenset(("td", "th"))
#: They begin a line, those too.
BLOCKS = (
    PARAGRAPHS
    | CELLS
    | {
        "address",
        "body",
        "br",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dt",
        "fieldset",
        "figcaption",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "noscript",
        "picture",
        "source",
        "summary",
        "tbody",
        "tfoot",
        "thead",
        "tr",
    }
)
#: What they hold is not text.
HIDDEN = frozenset(
    (
        "head",
        "iframe",
        "object",
        "script",
        "select",
        "style",
        "svg",
        "template",
    )
)
