"""Copies: which articles an archive takes for one story, however they come in."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import replace

import pytest

from broadsheet.index import Article, Store, check_archive
from broadsheet.index import builder as builder_module
from broadsheet.index.codec.stories import own_keys

WIRE = """\
BRUSSELS (Reuters) - European Union governments agreed on Tuesday to cap the
emissions of heavy lorries from 2030, ending nine months of talks in which Germany
and Poland had held out for a later date. Under the compromise, makers must halve
the average emissions of new vehicles within five years or pay a fine for every
gram above the limit. "This is the hardest file I have had on this table," said
Sweden's environment minister, Eva Lindqvist, who chaired the meeting. Environment
groups called the deal a step in the right direction but said that exemptions for
lorries used in construction and mining would cost a fifth of the savings. The
European Parliament, which had asked for a steeper cut, is to vote on the text in
March. Analysts at Bernstein said the fines could cost the two largest makers up to
1.4 billion euros a year unless they sell twice as many electric vehicles as they
plan. Shares in Daimler Truck fell 2.1 percent and those of Traton 1.7 percent. The
rules take effect when they have been published in the Official Journal, which is
expected before the summer. Member states will review them in 2027, when the
Commission has to report on charging points along motorways and on the price of
hydrogen. (Reporting by Ann Marlow and Piotr Zielinski; editing by Jo Hart)"""

OTHER = """\
BRUSSELS (Reuters) - European Union governments failed on Monday to agree on how to
share the cost of storing gas for next winter, and put off the decision until their
leaders meet in June. Diplomats said that the three Baltic states and Finland had
asked for a fund paid for by all members, while the Netherlands insisted that each
pays for what it keeps. "We are not far apart in substance," said Sweden's energy
minister, Karl Berg, who chaired the meeting. The Commission estimates that filling
the stores to nine tenths would cost 12 billion euros at the prices of last week.
Analysts at Bernstein said that prices had fallen by a third since February and that
waiting had so far been the cheaper course. (Reporting by Ann Marlow)"""

SENTENCES = [each.strip() + "." for each in WIRE.replace("\n", " ").split(". ")]


def wire(number, body=WIRE, title="EU caps emissions of lorries from 2030"):
    return Article(id=f"n{number}", title=title, body=body)


def cut(share):
    return " ".join(SENTENCES[: round(len(SENTENCES) * share)])


COPIES = {
    "same": wire(1),
    "another headline": wire(2, title="Brussels tightens lorry rules"),
    "another dateline and no credits": wire(
        3, WIRE.replace("BRUSSELS (Reuters) - ", "").split(" (Reporting")[0]
    ),
    "cut to two thirds": wire(4, cut(0.66)),
    "cut to half": wire(5, cut(0.5)),
    "cut to four tenths": wire(6, cut(0.4)),
    "broken into other lines": wire(7, WIRE.replace("\n", " ").replace(". ", ".\n\n")),
    "a sentence left out, one put in": wire(
        8,
        " ".join(
            [
                *SENTENCES[:3],
                "Our correspondent in Stockholm saw the minister leave the room twice.",
                *SENTENCES[4:],
            ]
        ),
    ),
    "a name corrected throughout": wire(9, WIRE.replace("Lindqvist", "Lindquist")),
    "quotation marks of another desk": wire(10, WIRE.replace('"', "”")),
    "printed in capitals": wire(11, WIRE.upper().replace("(REUTERS)", "")),
}
STRANGERS = {
    "another story in the same frame": wire(20, OTHER),
    "a commentary that quotes it": wire(
        21,
        "Nine months is a long time to argue about lorries. "
        * 3
        + "What was agreed on Tuesday is thin, whatever those who were there say of it "
        "this week, and the reader who has driven behind one of these vehicles knows "
        "it. " + SENTENCES[4] + " So she should say: others had given up long before, "
        "and those who pay in the end were not asked at all by anyone in that room.",
    ),
    "one sentence": wire(22, SENTENCES[1]),
    "no text": wire(23, ""),
    "no text either": wire(24, ""),
    "a few words": wire(25, "More to follow."),
    "the same few words under another title": wire(
        26, "More to follow.", "Storm in the Alps"
    ),
}


def stories(store):
    """Return the ids of each story with several articles, and those that are alone."""
    found = defaultdict(set)
    with store.snapshot() as snapshot:
        for segment in snapshot.segments:
            keys = own_keys(segment.file.array("digest")).copy()
            keys[segment.stories.docs] = segment.stories.keys
            for docnum, name in enumerate(segment.file.ids):
                if segment.live.mask[docnum]:
                    found[int(keys[docnum])].add(name.decode())
    together = sorted((x for x in found.values() if len(x) > 1), key=min)
    return together, {each for x in found.values() if len(x) == 1 for each in x}


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "archive", create=True) as store:
        yield store
    assert check_archive(tmp_path / "archive") == ()


@pytest.mark.parametrize("kind", COPIES)
def test_a_copy_is_found_in_a_rebuild_and_when_it_is_added(store, kind):
    first, second = wire(0, title="EU caps lorries"), COPIES[kind]
    others = list(STRANGERS.values())
    store.rebuild([second, *others, first])
    assert stories(store)[0] == [{first.id, second.id}]
    for one, other in [(first, second), (second, first)]:
        store.rebuild([*others, one])
        assert stories(store)[0] == []
        store.add([other])
        assert stories(store)[0] == [{first.id, second.id}]


def test_all_copies_are_one_story_and_no_other_article_is_in_it(store):
    copies, strangers = ({x.id for x in each.values()} for each in (COPIES, STRANGERS))
    store.rebuild([*STRANGERS.values(), *COPIES.values()])
    assert stories(store) == ([copies], strangers)
    # Alone, each is judged by what is there: the others have come together by then.
    store.rebuild([wire(0), *STRANGERS.values()])
    for each in COPIES.values():
        store.add([each])
    assert stories(store) == ([copies | {"n0"}], strangers)


def test_very_short_texts_are_a_story_if_title_and_text_are_the_same(store):
    same = [wire(number, "More to follow.", "Storm in the Alps") for number in (1, 2)]
    store.rebuild([same[0], STRANGERS["a few words"]])
    store.add([same[1], wire(3, "More to follow!", "Storm in the Alps.")])
    store.add([wire(4, "More to follow", "Storm in the Andes")])
    assert stories(store) == ([{"n1", "n2", "n3"}], {"n25", "n4"})


def test_a_chain_of_texts_is_no_story(store):
    """Each is like the one before: of one story are those that are like its longest."""
    words = [f"word{number}" for number in range(600)]
    texts = [" ".join(words[start : start + 200]) for start in range(0, 400, 40)]
    store.rebuild([wire(number, text) for number, text in enumerate(texts)])
    together, _alone = stories(store)
    assert together
    assert all(len(each) <= 3 for each in together)


def test_articles_stay_together_when_the_one_they_are_named_by_goes(store):
    store.rebuild([wire(0), wire(1), wire(2)])
    store.delete(["n0"])
    assert stories(store) == ([{"n1", "n2"}], set())
    store.add([wire(0)])
    assert stories(store) == ([{"n0", "n1", "n2"}], set())
    store.delete(["n1"], purge=True)
    assert stories(store) == ([{"n0", "n2"}], set())


def test_an_article_that_is_replaced_is_judged_anew(store):
    """Also the one that the story is named by."""
    store.rebuild([wire(0), wire(1), wire(2), wire(20, OTHER)])
    for each in ("n0", "n1", "n2"):
        store.rebuild([wire(0), wire(1), wire(2), wire(20, OTHER)])
        store.add([replace(wire(0), id=each, body=OTHER)])
        rest = {"n0", "n1", "n2"} - {each}
        assert stories(store) == (sorted([rest, {each, "n20"}], key=min), set())
        store.add([replace(wire(0), id=each, title="Again")])
        assert stories(store) == ([rest | {each}], {"n20"})


def test_an_article_replaced_by_nearly_the_same_is_not_a_copy_of_itself(store):
    store.rebuild([wire(0)])
    store.add([wire(0, title="Corrected")])
    assert stories(store) == ([], {"n0"})
    store.add([wire(0, title="Corrected again"), wire(0, cut(0.8))])
    assert stories(store) == ([], {"n0"})


def test_copies_that_come_together_are_found_and_join_an_older_story(store):
    store.rebuild([wire(20, OTHER)])
    store.add([wire(1, cut(0.5)), wire(2), wire(3, cut(0.6))])
    assert stories(store) == ([{"n1", "n2", "n3"}], {"n20"})
    store.add([wire(4, cut(0.9)), wire(5)])
    assert stories(store) == ([{"n1", "n2", "n3", "n4", "n5"}], {"n20"})


def test_stories_that_an_article_joins_are_one_after_a_rebuild(store):
    """Until then what was written stays as it is."""
    halves = wire(1, cut(0.5)), wire(2, " ".join(SENTENCES[5:]))
    store.rebuild(halves)
    store.add([wire(3)])
    together, alone = stories(store)
    assert len(together) == len(alone) == 1
    store.rebuild(None)
    assert stories(store) == ([{"n1", "n2", "n3"}], set())


@pytest.mark.parametrize("threads", [0, 2])
@pytest.mark.parametrize("run_bytes", [1 << 20, 3_000])
def test_copies_in_different_runs_are_found(store, monkeypatch, threads, run_bytes):
    monkeypatch.setattr(builder_module, "BATCH_BYTES", 1_000)
    monkeypatch.setattr(builder_module, "RUN_BYTES", run_bytes)
    articles = [*COPIES.values(), *STRANGERS.values()] * 2
    random.Random(3).shuffle(articles)
    # One that was written is dropped, and its place is taken.
    articles += [replace(COPIES["same"], body=OTHER)]
    store.rebuild(articles, threads=threads)
    together, alone = stories(store)
    copies, strangers = ({x.id for x in each.values()} for each in (COPIES, STRANGERS))
    assert together == [{"n1", "n20"}, copies - {"n1"}]
    assert alone == strangers - {"n20"}


def test_what_an_index_has_of_stories_is_the_same_with_any_number_of_threads(tmp_path):
    found = []
    for threads in (0, 1, 3):
        with Store.open(tmp_path / str(threads), create=True) as store:
            store.rebuild([*COPIES.values(), *STRANGERS.values()], threads=threads)
            with store.snapshot() as snapshot:
                (segment,) = snapshot.segments
                found.append(
                    (segment.stories.docs.tolist(), segment.stories.keys.tolist())
                )
    assert found[0] == found[1] == found[2]
