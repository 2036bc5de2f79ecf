"""The formulas of the formula sheet."""

from functools import partial

from lesson_claims import convolution_worlds as conv
from lesson_claims import dense_worlds as dense
from lesson_claims import edge_worlds as edge
from lesson_claims import small_worlds as small

CLAIMS = [
    ("z = W a + b", dense.columns),
    (r"W^{\mathsf T} \delta", dense.columns, r"\frac{\partial C}{\partial a} = …"),
    (r"\delta \, a^{\mathsf T}", dense.columns, r"\frac{\partial C}{\partial W} = …"),
    (r"Z = A W^{\mathsf T} + b", dense.rows),
    (r"\Delta W", dense.rows, r"\frac{\partial C}{\partial A} = …"),
    (r"\Delta^{\mathsf T} A", dense.rows, r"\frac{\partial C}{\partial W} = …"),
    (r"\sum_{n} \Delta_n", dense.rows, r"\frac{\partial C}{\partial b} = …"),
    (r"a = \sigma(z)", small.activation),
    (r"\delta = \frac{\partial C}{\partial a} \odot \sigma'(z)", small.behind_an_activation),
    (r"k \times k", conv.shapes, r"\mathrm{shape}(s) = …"),
    ("1 / k^2", conv.shares, "g = …"),
    (
        (
            r"z_{n,f,y,x} = \sum_{c} \sum_{u} \sum_{v} w_{f,c,u,v} \; "
            r"a_{n,c,y+u-p,x+v-p} + b_f"
        ),
        partial(conv.batch, "n", "f", "y", "x", p=1),
    ),
    (
        (
            r"\frac{\partial C}{\partial a_{n,c,i,j}} = \sum_{f} \sum_{u} \sum_{v} "
            r"\delta_{n,f,i+p-u,j+p-v} \; w_{f,c,u,v}"
        ),
        partial(conv.batch, "n", "c", "i", "j", p=1),
    ),
    (
        (
            r"\frac{\partial C}{\partial w_{f,c,u,v}} = \sum_{n} \sum_{y} \sum_{x} "
            r"\delta_{n,f,y,x} \; a_{n,c,y+u-p,x+v-p}, \qquad "
            r"\frac{\partial C}{\partial b_f} = \sum_{n} \sum_{y} \sum_{x} \delta_{n,f,y,x}"
        ),
        partial(conv.batch, "f", "c", "u", "v", p=1),
    ),
    (r"(s y + d u - p,\; s x + d v - p)", edge.settings, "(i, j) = …"),
    ("s - 1", edge.gaps, "n = …"),
    ("d(k-1) - p", edge.frames, "n = …"),
    (r"(H + 2p - d(k-1) - 1) \bmod s", edge.dilated_sizes, "m = …"),
    ("d - 1", edge.widths, "g = …"),
    (r"\sigma(z) = \frac{1}{1 + \exp(-z)}", small.slopes),
    (r"\sigma'(z) = \sigma(z) \, (1 - \sigma(z))", small.slopes),
    (r"1 - \tanh(z)^2", small.slopes, "t = …"),
    ("z > 0", small.relu_slopes, "g = (…)"),
    (r"C = \tfrac12 \sum_i (a^L_i - y_i)^2", dense.every_layer),
    (r"\delta^L = (a^L - y) \odot \sigma'(z^L)", dense.every_layer),
    (r"q_i = \frac{\exp(z_i)}{\sum_j \exp(z_j)}", small.softmax_and_cross_entropy),
    (r"C = -z_\text{label} + \ln \sum_j \exp(z_j)", small.softmax_and_cross_entropy),
    (r"\delta_i = q_i - y_i", small.softmax_and_cross_entropy),
    ("1/N", small.mean_loss, r"\delta = … \; D"),
    ("(N, C, H, W)", conv.shapes, r"\mathrm{shape}(a) = …"),
    ("(F, C, k_H, k_W)", conv.shapes, r"\mathrm{shape}(w) = …"),
    ("(N, F, H', W')", conv.shapes, r"\mathrm{shape}(D) = …"),
    (
        r"H' = \left\lfloor \frac{H + 2p - d(k-1) - 1}{s} \right\rfloor + 1",
        edge.dilated_sizes,
    ),
    ("F C k_H k_W H' W'", conv.shapes, "E = …"),
    (r"w \leftarrow w - \eta \, \partial C/\partial w", small.plain_step),
    (r"v \leftarrow \mu v - \eta \, \partial C/\partial w", small.rolling_step),
    (r"w \leftarrow w + v", small.moved_step),
    (r"\frac{\partial C}{\partial a_i} \approx \frac{C(a_i + h) - C(a_i - h)}{2h}", small.nudges),
    ("(N, m)", dense.rows, r"\mathrm{shape}(A) = …"),
    ("(m, N)", dense.rows, r"\mathrm{shape}(A^{\mathsf T}) = …"),
    ("(N, H, W, C)", conv.shapes, r"\mathrm{shape}(l) = …"),
    ("Z = A W + b", dense.turned_rows),
    ("k - 1", partial(edge.frames, padding=False, dilation=False), "n = …"),
    (r"v \leftarrow \mu v + \partial C/\partial w", small.other_momentum),
    (r"w \leftarrow w - \eta v", small.moved_by_it),
]

GIVEN = {
    "(F,)": ("formula_sheet", "convolution.bias_gradient(z).shape"),
}
