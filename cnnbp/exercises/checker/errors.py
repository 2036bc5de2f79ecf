"""An error in a learner's code, read for them: their own line, the shapes there, and what such an
error usually means."""

from __future__ import annotations

import linecache
import re
import sysconfig
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import numpy as np

from cnnbp.exercises.exercise import Case
from cnnbp.mistakes.words import join

LIBRARIES = tuple(sysconfig.get_paths()[name] for name in ("stdlib", "purelib", "platlib"))
PACKAGE = str(Path(__file__).parents[2])
NOT_THEIRS = (*LIBRARIES, PACKAGE, "<frozen", "<__array")


def where(error: BaseException) -> str:
    """The learner's own line that led to an error, in words, or "" if it cannot be found."""
    frame, number, line = _own(error)
    if frame is None:
        return ""
    place = f"in line {number}" if number else "in your code"
    return f"{place}: {line}" if line else place


def explain(error: BaseException, case: Case) -> str:
    """The shapes in the learner's line and what the error usually means, as sentences, or ""."""
    frame, _, line = _own(error)
    if frame is None:
        return ""
    shapes = _shapes(frame, line, str(error)) if isinstance(error, (IndexError, ValueError)) else ""
    return " ".join(filter(None, [shapes, _meaning(str(error), case)]))


def _own(error: BaseException) -> tuple[FrameType | None, int, str]:
    """The innermost frame of the learner's own code, the line number there, and the line."""
    found: tuple[FrameType | None, int] = (None, 0)
    trace = error.__traceback__
    while trace is not None:
        if not trace.tb_frame.f_code.co_filename.startswith(NOT_THEIRS):
            found = trace.tb_frame, trace.tb_lineno or 0
        trace = trace.tb_next
    frame, number = found
    line = linecache.getline(frame.f_code.co_filename, number, frame.f_globals) if frame else ""
    return frame, number, line.strip()


def _shapes(frame: FrameType, line: str, message: str) -> str:
    """The shapes of the arrays in the line, and what has the value of an index out of bounds."""
    names = dict.fromkeys(re.findall(r"(?<![\w.])[A-Za-z_]\w*", line))
    values = {name: frame.f_locals[name] for name in names if name in frame.f_locals}
    said = [f"{n} has shape {v.shape}" for n, v in values.items() if isinstance(v, np.ndarray)]
    if index := re.match(r"index (-?\d+) is out of bounds", message):
        numbers = {n: v for n, v in values.items() if isinstance(v, (int, np.integer))}
        said += [f"{n} = {v}" for n, v in numbers.items() if v == int(index[1])]
    return f"There, {join(said)}." if said else ""


def _meaning(message: str, case: Case) -> str:
    for pattern, meaning in MEANINGS:
        if found := re.search(pattern, message):
            return meaning(case, *found.groups())
    return ""


def _index(case: Case, index: str, axis: str, size: str) -> str:
    i, length = int(index), int(size)
    w = case.layer.w if case.layer is not None and case.layer.kind == "convolution" else None
    if w is not None and w.ndim == 4 and i >= 0:
        filters, channels = w.shape[:2]
        if length == channels <= i < filters:
            return (
                "The number of a filter stands where a channel belongs: filter f's delta goes to "
                "every channel c, through w[f, c]."
            )
        if length == filters <= i < channels:
            return (
                "The number of a channel stands where a filter belongs: in w[f, c] and delta[f] "
                "the filter comes first."
            )
    if not length:
        return "That axis is empty: a slice such as a[0:-0] holds nothing."
    return (
        f"The indices of that axis end at {length - 1}. Usually two indices have changed places, "
        "or a loop counts the cells of another array."
    )


def _columns(case: Case, left: str, right: str) -> str:
    return _product(case, right, left)


def _product(case: Case, left: str, right: str) -> str:
    """For A @ B, where the last axis of A has `left` entries and the first one of B has `right`."""
    return (
        f"A product A @ B adds up over A's last axis and B's first, so {left} would have to be "
        f"{right}. {_axes(case, int(left))} {_axes(case, int(right))} Usually one of the two has "
        "to be transposed."
    )


def _broadcast(case: Case, listed: str) -> str:
    shapes = [[int(n) for n in re.findall(r"\d+", one)] for one in re.findall(r"\(.*?\)", listed)]
    for axis in range(1, max(map(len, shapes), default=0) + 1):
        sizes = list(dict.fromkeys(s[-axis] for s in shapes if len(s) >= axis and s[-axis] != 1))
        if len(sizes) > 1:
            a, b = sizes[:2]
            return (
                f"Axes meet from the last one on, and {a} meets {b}. {_axes(case, a)} "
                f"{_axes(case, b)} Either one of them belongs to another axis, or a slice has been "
                "cut off at the border."
            )
    return ""


def _place(case: Case, given: str, room: str) -> str:
    return (
        f"What is on the right has shape {given}, and the place for it on the left {room}. A slice "
        "that reaches beyond the border is cut off there."
    )


def _name(case: Case, name: str) -> str:
    if name in re.findall(r"\w+", case.exercise.imports):
        return f"Import it first. You may use: {case.exercise.imports}."
    return ""


def _axes(case: Case, size: int) -> str:
    """Which axes of the arguments are so long."""
    found = []
    for name, value in case.arguments.items():
        array = isinstance(value, np.ndarray)
        shape = value.shape if array else value if isinstance(value, tuple) else ()
        of = f"{name}.shape" if array else name
        found += [f"{of}[{i}]" for i, n in enumerate(shape) if n == size]
    return f"{size} is {join(found)}." if found else ""


MEANINGS: tuple[tuple[str, Callable[..., str]], ...] = (
    (r"index (-?\d+) is out of bounds for axis (\d+) with size (\d+)", _index),
    (r"matmul: .*\(size (\d+) is different from (\d+)\)", _columns),
    (r"shapes .* not aligned: (\d+) \(dim \d+\) != (\d+) \(dim \d+\)", _product),
    (r"could not broadcast input array from shape (\(.*?\)) into shape (\(.*?\))", _place),
    (r"broadcast together with (?:remapped )?shapes (.*)", _broadcast),
    (r"name '(\w+)' is not defined", _name),
)
