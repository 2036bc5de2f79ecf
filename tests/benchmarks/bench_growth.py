"""How the cost of a layer grows with the batch, the image and the channels: log-log plots.

make benchmark ARGS="-k growth"      writes .cache/benchmarks/growth.png
"""

from pathlib import Path

import numpy as np
from benchmarks.bench_convolution import arrays, ours
from benchmarks.measure import interleaved, table, threads

PICTURE = Path(__file__).parents[2] / ".cache" / "benchmarks" / "growth.png"
AXES = {
    "batch": ([1, 4, 16, 64, 256, 1024], lambda n: (n, 4, 16, 8, 3, 1)),
    "image side": ([8, 14, 28, 56, 112, 224], lambda n: (4, 4, n, 8, 3, 1)),
    "channels": ([1, 2, 4, 8, 16, 32, 64, 128], lambda n: (8, n, 16, n, 3, 1)),
}


def test_growth():
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(1, 3, figsize=(12, 3.6), layout="constrained", sharey=True)
    rows = []
    with threads(1):
        for ax, (name, (sizes, shape)) in zip(axes, AXES.items(), strict=True):
            took = {"forward": [], "kernel": [], "input": []}
            for n in sizes:
                a, w, b, delta = arrays(shape(n), np.float32)
                once = interleaved(ours(a, w, b, delta, 1), seconds=0.3, least=5)
                for part, seconds in once.items():
                    took[part].append(seconds)
            slopes = []
            for part, seconds in took.items():
                # the last three sizes: where the fixed cost of a call no longer counts
                slopes.append(np.polyfit(np.log(sizes[-3:]), np.log(seconds[-3:]), 1)[0])
                ax.loglog(sizes, seconds, "o-", label=f"{part}, slope {slopes[-1]:.2f}")
            rows.append([name, f"{sizes[0]} to {sizes[-1]}", *map(float, slopes)])
            ax.set_xlabel(name)
            ax.legend()
    axes[0].set_ylabel("seconds")
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(PICTURE, dpi=120)
    plt.close(figure)
    table("Growth: slope in log-log over the three largest sizes (channels: in and out alike)",
          ["grows", "from", "forward", "kernel", "input"], rows)  # fmt: skip
    print(f"plots: {PICTURE.relative_to(Path.cwd())}")
