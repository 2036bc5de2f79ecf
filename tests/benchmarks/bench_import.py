"""How long `import cnnbp` takes beside `import numpy`.

make benchmark ARGS="-k import"
"""

import statistics
import subprocess
import sys

from benchmarks.measure import table

IMPORTS = {
    "numpy": "import numpy",
    "numpy, cnnbp": "import numpy, cnnbp",
    "numpy, cnnbp and all its mathematics": (
        "import numpy, cnnbp.activations, cnnbp.connections, cnnbp.convolution, cnnbp.datasets, "
        "cnnbp.dense, cnnbp.gradient_check, cnnbp.losses, cnnbp.network, cnnbp.pooling"
    ),
}
CODE = "import time; s = time.perf_counter(); {}; print(time.perf_counter() - s)"


def test_import():
    times = {name: [] for name in IMPORTS}
    for _ in range(11):
        for name, statement in IMPORTS.items():
            done = subprocess.run(
                [sys.executable, "-c", CODE.format(statement)],
                capture_output=True, text=True, check=True,
            )  # fmt: skip
            times[name].append(float(done.stdout))
    first = statistics.median(times["numpy"])
    rows = [
        [name, 1e3 * statistics.median(took), 1e3 * (statistics.median(took) - first)]
        for name, took in times.items()
    ]
    table("Import", ["modules", "ms", "more than NumPy, ms"], rows)
