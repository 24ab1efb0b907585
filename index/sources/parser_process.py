"""ParserProcess: another process that reads articles, one at a time.

It is a Python of its own that runs :func:`serve`, and nothing of the program that
started it: no ``__main__`` is imported and no lock, file or thread is inherited. It
ends when the connection does, so none is left when that program is killed.
"""

from __future__ import annotations

import pickle
import signal
import subprocess
import sys
from collections import Counter
from multiprocessing.connection import Connection, Pipe
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..article import Article
    from ..report import Rejection
    from .judge import UnreadArticle

#: An article that takes longer to read is given up; it is a few milliseconds else.
MOST_SECONDS = 300
_PROGRAM = f"""
import sys
from multiprocessing.connection import Connection
connection = Connection(int(sys.argv[1]))
sys.path[:] = connection.recv()
from {__name__} import serve
serve(connection)
"""


class Answer(NamedTuple):
    """What was read."""

    item: Article | Rejection
    #: How many articles each step of cleaning changed.
    counts: Mapping[str, int]


class ProcessEndedError(Exception):
    """The process ended before it answered; the message says how."""

    def __init__(self, code: int) -> None:
        #: Whether that was since the article took too long.
        self.was_slow = code == -signal.SIGALRM
        super().__init__(_how_ended(code))


class ParserProcess:
    """One such process, started; for one thread at a time.

    :raises OSError: if it cannot be started.
    """

    def __init__(self) -> None:
        self._connection, theirs = Pipe()
        with theirs:
            number = theirs.fileno()
            self._process = subprocess.Popen(  # noqa: S603 - it is our own program
                [sys.executable, "-P", "-c", _PROGRAM, str(number)],
                pass_fds=[number],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                # Ctrl-C is for the program that started it.
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """The number that the system knows it by."""
        return self._process.pid

    def wait(self) -> None:
        """Return when it is ready.

        :raises ProcessEndedError: if it ends before.
        """
        self._exchange(pickle.dumps(sys.path))

    def read(self, article: bytes) -> Answer | None:
        """Return what is read of the pickled UnreadArticle *article*.

        It is None where an error was raised: whoever reads it will see.

        :raises ProcessEndedError: if that ended the process.
        """
        answer = pickle.loads(self._exchange(article))  # noqa: S301 - of our process
        return None if answer is None else Answer(*answer)

    def kill(self) -> None:
        """End it, whatever it does; what waits for its answer sees that it ended."""
        self._process.kill()

    def end(self) -> int:
        """End it, and return its exit code when nothing is left of it."""
        self._process.kill()
        code = self._process.wait()
        self._connection.close()
        return code

    def _exchange(self, data: bytes) -> bytes:
        try:
            self._connection.send_bytes(data)
            return self._connection.recv_bytes()
        except (EOFError, OSError) as error:
            raise ProcessEndedError(self.end()) from error


def serve(connection: Connection) -> None:
    """Read the articles that *connection* asks for, until it ends."""
    try:
        connection.send_bytes(b"")
        while True:
            asked = connection.recv_bytes()
            # It ends the process, in whatever library it is.
            signal.alarm(MOST_SECONDS)
            answer = _answer(asked)
            signal.alarm(0)
            connection.send_bytes(answer)
    except (EOFError, OSError):
        return


def _answer(asked: bytes) -> bytes:
    try:
        article: UnreadArticle = pickle.loads(asked)  # noqa: S301 - of our program
        counts = article.judge.cleaner.counts
        return pickle.dumps((article.read(), Counter(counts)))
    except Exception:
        # It is read again where it was asked for, and raised there.
        return pickle.dumps(None)


def _how_ended(code: int) -> str:
    if code >= 0:
        return f"with code {code}"
    return f"by signal {-code}, {signal.strsignal(-code) or 'unknown'}"
