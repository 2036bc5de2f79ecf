"""The formulas of Lesson 1, fully connected."""

from lesson_claims import convolution_worlds as conv
from lesson_claims import dense_worlds as dense
from lesson_claims import small_worlds as small

CLAIMS = [
    ("z = w_0 x_0 + w_1 x_1 + w_2 x_2 + w_3 x_3 + b", small.one_unit),
    (r"a = \sigma(z)", small.activation),
    (r"\exp(-z)", small.slopes, r"\sigma(z) \cdot … = 1 - \sigma(z)"),
    (r"\sigma(z) = \frac{1}{1 + \exp(-z)}", small.slopes),
    (r"\exp(-z) / (1 + \exp(-z)) = 1 - \sigma(z)", small.slopes),
    (
        r"\sigma'(z) = \frac{\exp(-z)}{(1 + \exp(-z))^2} = \sigma(z) \, (1 - \sigma(z))",
        small.slopes,
    ),
    (r"a \, (1 - a)", small.slopes, r"\sigma'(z) = …"),
    ("z = 0", small.steepest),
    ("z > 0", small.relu_slopes, "g = (…)"),
    (r"1 - \tanh(z)^2", small.slopes, "t = …"),
    (r"z^1 = W^1 a^0 + b^1, \qquad a^1 = \sigma(z^1)", dense.two_layers),
    (r"m \times 1", conv.shapes, r"\mathrm{shape}(v) = …"),
    (r"C = \tfrac12 \lVert a^2 - y \rVert^2 = \tfrac12 \sum_i (a^2_i - y_i)^2", dense.two_layers),
    (r"\delta^l = \frac{\partial C}{\partial z^l}", dense.every_layer),
    ("a^2 - y", dense.two_layers, r"\delta^2 = (…) \odot \sigma'(z^2)"),
    (r"\delta^L = (a^L - y) \odot \sigma'(z^L)", dense.every_layer),
    (r"\frac{\partial C}{\partial W^2_{0,1}} = \delta^2_0 \, a^1_1", dense.two_layers),
    (
        (
            r"\frac{\partial C}{\partial W^l} = \delta^l \, (a^{l-1})^{\mathsf T}, "
            r"\qquad \frac{\partial C}{\partial b^l} = \delta^l"
        ),
        dense.every_layer,
    ),
    (r"w\,\delta_b", small.one_edge, "g = …"),
    (r"\frac{\partial C}{\partial a^1} = (W^2)^{\mathsf T} \delta^2", dense.two_layers),
    (r"\delta^l = (W^{l+1})^{\mathsf T} \delta^{l+1} \odot \sigma'(z^l)", dense.hidden_layers),
    (r"J = \partial z^{l+1} / \partial z^l", dense.hidden_layers),
    (r"J^{\mathsf T} \delta^{l+1}", dense.hidden_layers, r"\delta^l = …"),
    (r"\partial C / \partial x = (W^1)^{\mathsf T} \delta^1", dense.two_layers),
    ("z^l = W^l a^{l-1} + b^l", dense.every_layer),
    (r"a^l = \sigma(z^l)", dense.every_layer),
    (r"\delta^l = \partial C / \partial z^l", dense.every_layer),
    (r"(a^L - y) \odot \sigma'(z^L)", dense.every_layer, r"\delta^L = …"),
    (r"\partial C / \partial W^l = \delta^l (a^{l-1})^{\mathsf T}", dense.every_layer),
    (r"\partial C / \partial b^l = \delta^l", dense.every_layer),
    (r"\delta = \partial C/\partial z", small.sigmoid_and_distance),
    (r"C = \tfrac12\lVert \sigma(z) - y\rVert^2", small.sigmoid_and_distance),
]

GIVEN = {
    "a^0 = x": ("01", "$a^0 = x$"),
    "L = 2": ("01", "figures.network(columns, [w1, w2]"),
    "y = (1, 0)": ("01", "y = np.array([1.0, 0.0])"),
}
