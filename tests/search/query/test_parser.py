"""What each construct of the language reads as."""

from __future__ import annotations

import pytest

from broadsheet.search.query import (
    And,
    Boost,
    DateSpan,
    Everything,
    Fuzzy,
    Group,
    Node,
    Not,
    Or,
    Phrase,
    Required,
    Scope,
    Wildcard,
    Word,
    parse,
)

OIL, GAS, UK = Word("oil"), Word("gas"), Word("UK")

PLAIN: dict[str, Node] = {
    "": Everything(),
    " \t\n\u3000": Everything(),
    "*": Everything(),
    "oil": OIL,
    "oil gas": Group((OIL, GAS)),
    "oil and gas": Group((OIL, Word("and"), GAS)),
    "oil AND gas": And((OIL, GAS)),
    "oil OR gas": Or((OIL, GAS)),
    "oil AND gas AND UK": And((OIL, GAS, UK)),
    "oil prices OR gas": Or((Group((OIL, Word("prices"))), GAS)),
    "oil gas AND UK": And((Group((OIL, GAS)), UK)),
    "UK AND oil gas": And((UK, Group((OIL, GAS)))),
    "oil OR gas AND UK": Or((OIL, And((GAS, UK)))),
    "(oil OR gas) AND UK": And((Or((OIL, GAS)), UK)),
    "(oil OR gas) UK": Group((Or((OIL, GAS)), UK)),
    "((oil))": OIL,
    "(oil gas)": Group((OIL, GAS)),
    "(oil gas) UK": Group((Group((OIL, GAS)), UK)),
}

PREFIXES: dict[str, Node] = {
    "-oil": Not(OIL),
    "+oil": Required(OIL),
    "NOT oil": Not(OIL),
    "NOT NOT oil": Not(Not(OIL)),
    "NOT -oil": Not(Not(OIL)),
    "+-oil": Required(Not(OIL)),
    "oil -gas": Group((OIL, Not(GAS))),
    "oil NOT gas UK": Group((OIL, Not(GAS), UK)),
    "oil AND NOT gas": And((OIL, Not(GAS))),
    '-"oil price"': Not(Phrase("oil price")),
    "-(oil OR gas)": Not(Or((OIL, GAS))),
    "+(oil gas)": Required(Group((OIL, GAS))),
    "-title:oil": Not(Scope("title", OIL)),
    "-AND": Not(Phrase("AND")),
}

WORDS: dict[str, Node] = {
    "e-mail": Word("e-mail"),
    "COVID-19": Word("COVID-19"),
    "C++": Word("C++"),
    "5-3": Word("5-3"),
    "AT&T": Word("AT&T"),
    "O’Brien": Word("O’Brien"),
    "–oil": Word("–oil"),
    "−oil": Word("−oil"),
    "10:30": Word("10:30"),
    "http://x": Word("http://x"),
    "Note: this": Group((Word("Note:"), Word("this"))),
    "Brexit:": Word("Brexit:"),
    "a\0b": Word("a\0b"),
    "a\ud800": Word("a\ud800"),
    "foo~bar": Word("foo~bar"),
    "a^b": Word("a^b"),
    "~5": Word("~5"),
    "[oil]": Word("[oil]"),
    "pric*": Wildcard("pric*"),
    "wom?n": Wildcard("wom?n"),
    "pric*, gas": Group((Wildcard("pric*"), GAS)),
    "co-op*": Wildcard("co-op*"),
    "wom?n?": Wildcard("wom?n?"),
    "colour~": Fuzzy("colour", 1),
    "colour~1": Fuzzy("colour", 1),
    "colour~2": Fuzzy("colour", 2),
    "oil^3": Boost(OIL, 3.0),
    "oil^.5": Boost(OIL, 0.5),
    "colour~2^0.25": Boost(Fuzzy("colour", 2), 0.25),
    "pric*^2": Boost(Wildcard("pric*"), 2.0),
    "(oil gas)^2": Boost(Group((OIL, GAS)), 2.0),
    "(oil^2)^3": Boost(Boost(OIL, 2.0), 3.0),
    "-oil^2": Not(Boost(OIL, 2.0)),
    "AND^2": Boost(Phrase("AND"), 2.0),
}

PHRASES: dict[str, Node] = {
    '"oil price"': Phrase("oil price"),
    '" oil  price "': Phrase(" oil  price "),
    '"oil price"~3': Phrase("oil price", 3),
    '"oil price"~3^2': Boost(Phrase("oil price", 3), 2.0),
    '"oil" "gas"': Group((Phrase("oil"), Phrase("gas"))),
    '"oil", "gas".': Group((Phrase("oil"), Phrase("gas"))),
    'oil"gas"UK': Group((OIL, Phrase("gas"), UK)),
    "(US)-led": Group((Word("US"), Word("led"))),
    "¿“oil”?": Phrase("oil"),
    "'oil gas'": Phrase("oil gas"),
    "‘oil gas’~2": Phrase("oil gas", 2),
    "title:'oil gas'": Scope("title", Phrase("oil gas")),
    "'oil' gas": Group((Word("oil'"), GAS)),
    "('oil gas)'": Group((OIL, GAS)),
    "'oil (gas')": Group((OIL, Word("gas'"))),
    '"(oil" gas': Group((Phrase("(oil"), GAS)),
    '"oil AND gas"': Phrase("oil AND gas"),
}

SCOPES: dict[str, Node] = {
    "title:oil": Scope("title", OIL),
    "body:oil^3": Boost(Scope("body", OIL), 3.0),
    "title:(oil^3)": Scope("title", Boost(OIL, 3.0)),
    'author:"Ann Lee"': Scope("author", Phrase("Ann Lee")),
    "author:“Ann Lee”": Scope("author", Phrase("Ann Lee")),
    "source:Reuters": Scope("source", Word("Reuters")),
    "section:UK tag:oil": Group((Scope("section", UK), Scope("tag", OIL))),
    "lang:en": Scope("lang", Word("en")),
    "tag:topic:oil": Scope("tag", Word("topic:oil")),
    "title:AND": Scope("title", Phrase("AND")),
    "title:(oil OR -gas)": Scope("title", Or((OIL, Not(GAS)))),
    "title:((oil))": Scope("title", OIL),
    "body:pric*": Scope("body", Wildcard("pric*")),
    "title:colour~2": Scope("title", Fuzzy("colour", 2)),
    "id:abc-123": Scope("id", Word("abc-123")),
    "(id:a/b?c*^2~1)": Scope("id", Word("a/b?c*^2~1")),
    'id:"a b) c"': Scope("id", Phrase("a b) c")),
    "(id:7)^2": Boost(Scope("id", Word("7")), 2.0),
}

DATES: dict[str, Node] = {
    "date:2016": DateSpan("2016", "2016"),
    "date:2016-07": DateSpan("2016-07", "2016-07"),
    'date:"2016-07-04"': DateSpan("2016-07-04", "2016-07-04"),
    "date:2016-07-04T10:30Z": DateSpan("2016-07-04T10:30Z", "2016-07-04T10:30Z"),
    "date:[2016-07 TO 2017]": DateSpan("2016-07", "2017"),
    "date:[ 2016-07  TO\n2017 ]": DateSpan("2016-07", "2017"),
    "date:[2016 TO *]": DateSpan("2016", None),
    "date:[* TO 2016]": DateSpan(None, "2016"),
    "date:[* TO *]": DateSpan(None, None),
    "date:{2016 TO 2017}": DateSpan(
        "2016", "2017", include_lower=False, include_upper=False
    ),
    "date:{2016 TO *}": DateSpan("2016", None, include_lower=False),
    "date:[2016 TO 2017}": DateSpan("2016", "2017", include_upper=False),
    "date:>=2016-07-04": DateSpan("2016-07-04", None),
    "date:>2016": DateSpan("2016", None, include_lower=False),
    "date:<=2016": DateSpan(None, "2016"),
    "date:<2016": DateSpan(None, "2016", include_upper=False),
    "date:7d": DateSpan("7d", None),
    "date:3mo": DateSpan("3mo", None),
    "date:[30d TO 7d]": DateSpan("30d", "7d"),
    "oil -date:2016": Group((OIL, Not(DateSpan("2016", "2016")))),
}

TABLE = PLAIN | PREFIXES | WORDS | PHRASES | SCOPES | DATES


@pytest.mark.parametrize("q", TABLE)
def test_query_reads_as_tree(q: str) -> None:
    parsed = parse(q)
    assert parsed.root == TABLE[q]
    assert parsed.warnings == ()


@pytest.mark.parametrize("opening", '"“”„‟«»‹›＂「『')
@pytest.mark.parametrize("closing", '"“”«»‹›＂」』')
def test_any_opening_quote_is_closed_by_any_closing_one(
    opening: str, closing: str
) -> None:
    assert parse(f"{opening}oil price{closing} UK").root == Group(
        (Phrase("oil price"), UK)
    )


@pytest.mark.parametrize(
    ("q", "root", "code", "text"),
    [
        ("oil - gas", Group((OIL, GAS)), "nothing_to_search", "-"),
        ("oil -----", OIL, "nothing_to_search", "-----"),
        ("oil && gas", Group((OIL, GAS)), "nothing_to_search", "&&"),
        (
            '"oil"||"gas"',
            Group((Phrase("oil"), Phrase("gas"))),
            "nothing_to_search",
            "||",
        ),
        ('oil !"gas"', Group((OIL, Phrase("gas"))), "nothing_to_search", "!"),
        ("!oil", Word("!oil"), "not_an_operator", "!"),
        (
            "what happened?",
            Group((Word("what"), Word("happened"))),
            "question_mark_ignored",
            "?",
        ),
        ("C++?", Word("C++"), "question_mark_ignored", "?"),
        ("AND?", Phrase("AND"), "question_mark_ignored", "?"),
        (
            '"pric* of oil"',
            Phrase("pric* of oil"),
            "wildcard_in_phrase",
            '"pric* of oil"',
        ),
        ('"oil pric"*', Phrase("oil pric"), "wildcard_in_phrase", "*"),
        ("x.uk/a?q=1", Word("x.uk/a?q=1"), "wildcard_ignored", "x.uk/a?q=1"),
        ('oil "..."', OIL, "nothing_to_search", '"..."'),
        ("-, oil", OIL, "nothing_to_search", ","),
        ("?", Everything(), "nothing_to_search", "?"),
    ],
)
def test_strict_reading_tells_what_is_read_otherwise(
    q: str, root: Node, code: str, text: str
) -> None:
    parsed = parse(q)
    assert parsed.root == root
    assert [(told.code, told.at) for told in parsed.warnings] == [
        (code, (q.index(text), q.index(text) + len(text)))
    ]


def test_foreign_operators_are_told_with_ours() -> None:
    told = [warning.detail for warning in parse("a && b || ! c").warnings]
    assert [detail.split()[-1] for detail in told] == ["AND.", "OR.", "NOT."]


@pytest.mark.parametrize(
    ("q", "spans"),
    [
        ("oil gas", {"Group": "oil gas", "Word": "oil"}),
        ("a (oil OR gas)^2", {"Boost": "(oil OR gas)^2", "Or": "(oil OR gas)"}),
        ("a -“oil gas”~3 b", {"Not": "-“oil gas”~3", "Phrase": "“oil gas”~3"}),
        ("a colour~2^3", {"Boost": "colour~2^3", "Fuzzy": "colour~2"}),
        ("NOT title:oil~^2", {"Not": "NOT title:oil~^2", "Scope": "title:oil~"}),
        ("x ,pric*.", {"Wildcard": "pric*"}),
        ("x date:[2016 TO *] y", {"DateSpan": "date:[2016 TO *]"}),
        ("a +title:( oil  gas )", {"Required": "+title:( oil  gas )"}),
        ("'oil", {"Word": "oil"}),
        ("title:'oil gas", {"Scope": "title:'oil", "Word": "oil"}),
        ("x 'colour~2", {"Fuzzy": "colour~2"}),
        ("''pric*", {"Wildcard": "pric*"}),
    ],
)
def test_spans_are_those_of_the_text(q: str, spans: dict[str, str]) -> None:
    found: dict[str, str] = {}
    pending: list[Node] = [parse(q, lenient=True).root]
    while pending:
        node = pending.pop()
        found.setdefault(type(node).__name__, q[slice(*node.at)])
        match node:
            case Group(clauses=clauses) | And(clauses=clauses) | Or(clauses=clauses):
                pending.extend(reversed(clauses))
            case Not() | Required() | Boost() | Scope():
                pending.append(node.clause)
    assert spans.items() <= found.items()
