"""How a program of this folder is killed at one of its steps."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING, Any

from broadsheet.index.codec.container import ContainerWriter

if TYPE_CHECKING:
    from collections.abc import Callable

_STEPS = ("fsync", "replace", "rename", "unlink", "remove", "mkdir", "rmdir", "utime")


def die_at(step: int) -> None:
    """Let this process be killed when it comes to its *step*-th step."""
    count = 0

    def counted(call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapper(*arguments: Any, **options: Any) -> Any:
            nonlocal count
            count += 1
            if count == step:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*arguments, **options)

        return wrapper

    for name in _STEPS:
        setattr(os, name, counted(getattr(os, name)))
    for name in ("add_parts", "settle", "finish"):
        setattr(ContainerWriter, name, counted(getattr(ContainerWriter, name)))


def sync_nothing(_descriptor: int) -> None:
    """Take no time: what a killed process has written is not lost."""
