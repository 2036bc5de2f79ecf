"""A learner's function, run so that it can neither hang the lesson nor take it down; and its
results as arrays."""

from __future__ import annotations

import contextlib
import ctypes
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from time import monotonic
from types import FrameType
from typing import Any

import numpy as np


class _Stop(SystemExit):
    """Thrown into a function that takes too long. Threads that end with it end silently."""


@dataclass(frozen=True)
class Outcome:
    """What came of a call: a value, an error, or nothing in time; and whether it still runs."""

    value: Any = None
    error: BaseException | None = None
    too_slow: bool = False
    still_running: bool = False


def call(function: Callable[..., Any], arguments: Sequence[Any], seconds: float) -> Outcome:
    """Run function(*arguments) in a thread of its own for at most `seconds`.

    A thread works in notebooks on every system, and the caller goes on even when the function
    sits in code that cannot be interrupted; a loop in Python is ended. Where threads do not
    exist (Python in a browser) the clock is read at each line, and the limit holds for lines only.
    """
    outcomes: list[Outcome] = []

    def work() -> None:
        with contextlib.suppress(_Stop):  # thrown once more, while the first one is handled
            try:
                outcomes.append(Outcome(value=function(*arguments)))
            except BaseException as error:  # sys.exit() in an exercise must not end the kernel
                outcomes.append(Outcome(error=error))

    thread = threading.Thread(target=work, name="exercise", daemon=True)
    try:
        thread.start()
    except RuntimeError:
        with _clock_at_each_line(seconds):
            work()
        late = isinstance(outcomes[0].error, _Stop)
        return Outcome(too_slow=True) if late else outcomes[0]
    try:
        thread.join(seconds)
        in_time = list(outcomes)
    finally:  # also when the learner interrupts the kernel
        ended = _end(thread)
    return in_time[0] if in_time else Outcome(too_slow=True, still_running=not ended)


@contextlib.contextmanager
def _clock_at_each_line(seconds: float) -> Iterator[None]:
    """Throw _Stop once into what runs longer, at one of its lines of Python."""
    end, before = monotonic() + seconds, sys.gettrace()

    def look(frame: FrameType, event: str, argument: Any) -> Any:
        if monotonic() > end:
            raise _Stop
        return look

    sys.settrace(look)
    try:
        yield
    finally:
        sys.settrace(before)


def _end(thread: threading.Thread, tries: int = 50) -> bool:
    """Throw _Stop into a thread until it ends; whether it has.

    Code that catches everything needs several throws. Code that waits or computes outside of
    Python inside its try catches each of them: it goes on, and its thread ends with the kernel.
    """
    for _ in range(tries):
        if not thread.is_alive() or thread.ident is None:
            break
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(thread.ident), ctypes.py_object(_Stop)
        )
        thread.join(0.01)
    return not thread.is_alive()


def as_arrays(value: Any, parts: tuple[str, ...]) -> tuple[np.ndarray, ...] | str:
    """The results as arrays, copied, or a sentence that says why they are none."""
    if len(parts) == 1:
        values = (value,)
    elif isinstance(value, (tuple, list)) and len(value) == len(parts):
        values = tuple(value)
    else:
        got = f"{len(value)} values" if isinstance(value, (tuple, list)) else _one(value)
        return f"returns {got}, expected {len(parts)} results: {', '.join(parts)}."
    arrays = []
    for part, one in zip(parts, values, strict=True):
        try:
            array = np.array(one)
        except ValueError:
            return f"returns rows of different lengths for {part}, expected an array of numbers."
        except Exception:  # some libraries' arrays refuse to become NumPy's
            return f"returns {_kind(one)} for {part}, which cannot be read as an array."
        if array.dtype.kind not in "biuf":
            return f"returns {_kind(one)} for {part}, expected an array of real numbers."
        arrays.append(array.astype(float))
    return tuple(arrays)


def _kind(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"an array of type {value.dtype}"
    return f"a value of type {type(value).__name__}"


def _one(value: Any) -> str:
    plain = isinstance(value, np.ndarray) and value.dtype.kind in "biuf"
    return "one array" if plain else _kind(value)
