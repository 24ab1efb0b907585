"""Work: every call once, in an order that its tasks allow, and no thread left."""

from __future__ import annotations

import threading
import time
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.index.work import Work, default_threads


def _workers() -> list[threading.Thread]:
    return [each for each in threading.enumerate() if "broadsheet" in each.name]


@pytest.mark.parametrize("threads", [0, 1, 3])
@given(data=st.data())
@settings(deadline=None, max_examples=25)
def test_each_call_is_made_once_and_after_those_it_waits_for(
    threads: int, data: st.DataObject
) -> None:
    made: list[int] = []
    waits: list[set[int]] = []
    with Work(threads) as work:
        work.start()
        tasks: list[object] = []
        for number in range(data.draw(st.integers(0, 40))):
            some = st.sets(st.sampled_from(range(number or 1)), max_size=3)
            after = data.draw(some) if number else set()
            waits.append(after)
            task = work.submit(
                partial(made.append, number), [tasks[each] for each in after]
            )
            tasks.append(task)
        work.finish()
    assert sorted(made) == list(range(len(waits)))
    places = {number: place for place, number in enumerate(made)}
    assert all(
        places[each] < places[number] for number in places for each in waits[number]
    )


@pytest.mark.parametrize("threads", [0, 2])
def test_the_first_error_is_raised_and_nothing_is_made_after_it(threads: int) -> None:
    made = []
    with Work(threads) as work:
        work.start()
        failing = partial(int, "none")

        def feed() -> None:
            task = work.submit(failing)
            for number in range(100):
                work.submit(partial(made.append, number), [task])
            work.finish()

        with pytest.raises(ValueError, match="none"):
            feed()
        with pytest.raises(ValueError, match="none"):
            work.submit(failing)
        with pytest.raises(ValueError, match="none"):
            work.finish()
    assert made == []
    assert _workers() == []


def test_no_thread_is_left_when_work_is_given_up() -> None:
    work = Work(3)
    work.start()
    for _ in range(12):
        work.submit(partial(time.sleep, 0.001))
    assert len(_workers()) == 3
    work.close()
    assert _workers() == []


def test_calls_are_made_without_a_thread_until_it_is_started() -> None:
    made: list[int] = []
    with Work(3) as work:
        for number in range(20):
            work.submit(partial(made.append, number))
        work.finish()
        assert _workers() == []
    assert made == list(range(20))


def test_the_feeder_does_its_share_when_much_waits() -> None:
    """Else what waits would take memory without bound."""
    makers = set()
    most = 0
    undone = 0
    lock = threading.Lock()

    def call() -> None:
        nonlocal undone
        time.sleep(0.001)
        makers.add(threading.current_thread())
        with lock:
            undone -= 1

    with Work(1) as work:
        work.start()
        for _ in range(60):
            with lock:
                undone += 1
                most = max(most, undone)
            work.submit(call)
        work.finish()
    assert threading.main_thread() in makers
    assert len(makers) == 2
    assert most <= 10


def test_what_a_call_holds_is_let_go_when_it_was_made() -> None:
    class Held:
        pass

    deleted = []
    with Work(0) as work:
        held = Held()
        Held.__del__ = lambda _self: deleted.append(True)  # type: ignore[attr-defined]
        task = work.submit(partial(id, held))
        del held
        assert deleted
        assert task.is_done


def test_no_more_threads_than_processors_by_default() -> None:
    assert 1 <= default_threads() <= 2
