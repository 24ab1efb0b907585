"""A signal ends a command whatever the command does at that moment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from broadsheet.scripts.ending import Ending, until_ended

#: Tells of a signal before each instruction of a wait in turn, as a handler does.
_AT_EVERY_INSTRUCTION = """
import sys
from broadsheet.scripts.ending import Ending

def tell_before(ending, instruction):
    seen = 0
    def trace(frame, event, _value):
        nonlocal seen
        frame.f_trace_opcodes = True
        if event == "opcode":
            seen += 1
            if seen == instruction:
                ending.tell(15)
        return trace
    sys.settrace(trace)
    ending.wait(0.01)
    sys.settrace(None)
    return seen

count = tell_before(Ending(), 0)
for instruction in range(1, count):
    ending = Ending()
    tell_before(ending, instruction)
    assert ending.is_told()
print(count)
"""


def test_a_signal_is_heard_at_every_instruction_of_a_wait() -> None:
    command = [sys.executable, "-c", _AT_EVERY_INSTRUCTION]
    done = subprocess.run(command, check=True, capture_output=True, timeout=60)
    assert int(done.stdout) > 10


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_is_told_and_handlers_are_put_back(
    number: signal.Signals,
) -> None:
    before = signal.getsignal(number)
    with until_ended() as ending:
        os.kill(os.getpid(), number)
        ending.wait(60)
        assert ending.is_told()
        assert signal.getsignal(number) == before
    assert signal.getsignal(number) == before


def test_a_wait_ends_with_its_time() -> None:
    ending = Ending()
    ending.wait(0.01)
    assert not ending.is_told()
