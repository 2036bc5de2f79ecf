"""How the benchmarks measure: interleaved medians, pinned threads, peak memory, tables."""

from __future__ import annotations

import os
import statistics
import time
import tracemalloc
from contextlib import contextmanager

from threadpoolctl import threadpool_limits

# How long each row of a table is measured; more seconds, less noise.
SECONDS = float(os.environ.get("CNNBP_BENCHMARK_SECONDS", "1.0"))
TURN = 1e-3  # seconds that a function's turn takes at least


_clock = time.perf_counter


def interleaved(functions, seconds=SECONDS, least=7):
    """Median time of each function, in seconds; they take turns, so that drift hits all alike.

    As in timeit, a function that takes less than TURN is called several times in its turn: else
    the clock, and what the others left in the cache, are measured with it.
    """
    times = {name: [] for name in functions}
    for function in functions.values():
        function()
    calls = {name: max(round(TURN / _took(f, 1)), 1) for name, f in functions.items()}
    end = time.perf_counter() + seconds
    rounds = 0
    while rounds < least or time.perf_counter() < end:
        for name, function in functions.items():
            times[name].append(_took(function, calls[name]))
        rounds += 1
    return {name: statistics.median(values) for name, values in times.items()}


def _took(function, calls):
    """Time of one call, the mean of several in a row."""
    start = _clock()
    for _ in range(calls):
        function()
    return max(_clock() - start, 1e-9) / calls


@contextmanager
def threads(count):
    """BLAS and PyTorch with this number of threads.

    With one thread, processor time is counted: other programs on the machine disturb it less.
    """
    global _clock
    _clock = time.process_time if count == 1 else time.perf_counter
    with threadpool_limits(count):
        try:
            import torch

            torch.set_num_threads(count)
        except ImportError:
            pass
        yield


def peak_megabytes(function):
    """The most memory that was in use at once during the call, result included, in MB."""
    function()
    tracemalloc.start()
    function()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def table(title, head, rows):
    """Prints a Markdown table."""
    print(f"\n**{title}**\n")
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    for row in rows:
        print("| " + " | ".join(_cell(x) for x in row) + " |", flush=True)


def _cell(value):
    return f"{value:.2f}" if isinstance(value, float) else str(value)
