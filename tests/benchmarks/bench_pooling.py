"""Max pooling, forward and backward, beside PyTorch.

make benchmark ARGS="-k pooling"
"""

import numpy as np
import pytest
from benchmarks import peers
from benchmarks.measure import interleaved, table, threads

from cnnbp import pooling

SHAPES = {
    "2×2": ((64, 6, 24, 24), 2, 2),
    "2×2, large": ((64, 32, 32, 32), 2, 2),
    "3×3, stride 2": ((64, 32, 33, 33), 3, 2),
}


@pytest.mark.parametrize("count", [1, 2])
def test_max_pool(count):
    torch = peers.load("torch")
    rows = []
    with threads(count):
        for name, ((N, C, H, W), size, stride) in SHAPES.items():
            rng = np.random.default_rng(0)
            a = rng.normal(size=(C, H, W, N)).astype(np.float32).transpose(3, 0, 1, 2)
            z = pooling.max_forward(a, size, stride=stride)[0]
            delta = rng.normal(size=(*z.shape[1:], N)).astype(np.float32).transpose(3, 0, 1, 2)

            def mine(a=a, delta=delta, size=size, stride=stride):
                _, winners = pooling.max_forward(a, size, stride=stride)
                return pooling.max_input_gradient(delta, winners)

            functions = {"ours": mine}
            if torch:
                x, d = (torch.tensor(np.ascontiguousarray(v)) for v in (a, delta))
                k, s = [size] * 2, [stride] * 2

                def theirs(x=x, d=d, k=k, s=s):
                    _, where = torch.ops.aten.max_pool2d_with_indices(x, k, s)
                    return torch.ops.aten.max_pool2d_with_indices_backward(
                        d, x, k, s, [0, 0], [1, 1], False, where
                    )

                functions["PyTorch"] = theirs
            took = interleaved(functions)
            ratio = took["ours"] / took["PyTorch"] if torch else "-"
            rows.append([name, f"{1e6 * took['ours']:.0f}", ratio])
    table(f"Max pool, forward and backward, float32, {count} thread(s)",
          ["window", "ours µs", "ours / PyTorch"], rows)  # fmt: skip
    if not torch:
        print(peers.HOW_TO_GET_TORCH)
