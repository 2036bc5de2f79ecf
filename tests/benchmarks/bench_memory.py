"""Peak memory of a layer, also of large ones.

make benchmark ARGS="-k memory"
"""

import numpy as np
from benchmarks.bench_convolution import SHAPES, arrays, ours
from benchmarks.measure import interleaved, peak_megabytes, table, threads

LARGE = {
    "256×3×32×32, 32 filters 3×3": (256, 3, 32, 32, 3, 1),
    "1×3×224×224, 64 filters 3×3": (1, 3, 224, 64, 3, 1),
}


def test_memory():
    rows = []
    for name, shape in {**SHAPES, **LARGE}.items():
        a, w, b, delta = arrays(shape, np.float32)
        peaks = {part: peak_megabytes(f) for part, f in ours(a, w, b, delta, shape[-1]).items()}
        both = (a.nbytes + delta.nbytes) / 1e6
        columns = w[0].size * delta.nbytes / len(w) / 1e6
        beyond = peaks["forward"] - delta.nbytes / 1e6
        rows.append([name, both, *peaks.values(), beyond, columns])
    table(
        "Peak memory in MB, float32, results included",
        ["layer", "input + output", "forward", "kernel", "input", "forward beyond z", "im2col"],
        rows,
    )


def test_large_layers():
    rows = []
    with threads(1):
        for name, shape in LARGE.items():
            a, w, b, delta = arrays(shape, np.float32)
            took = interleaved(ours(a, w, b, delta, shape[-1]), least=3)
            rows.append([name, *(1e3 * seconds for seconds in took.values())])
    table("Large layers, float32, 1 thread", ["layer", "forward ms", "kernel ms", "input ms"], rows)
