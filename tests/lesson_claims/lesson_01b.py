"""The formulas of Lesson 1b, losses and steps."""

from lesson_claims import dense_worlds as dense
from lesson_claims import small_worlds as small

CLAIMS = [
    (
        (
            r"W \leftarrow W - \eta \, \frac{\partial C}{\partial W}, \qquad b "
            r"\leftarrow b - \eta \, \frac{\partial C}{\partial b}"
        ),
        small.plain_step,
    ),
    (r"q_i = \frac{\exp(z_i)}{\sum_j \exp(z_j)}", small.softmax_and_cross_entropy),
    (r"\ln \exp(z) = z", small.slopes),
    (r"C = -\ln q_\text{label}", small.softmax_and_cross_entropy),
    (r"C = -z_\text{label} + \ln \sum_j \exp(z_j)", small.softmax_and_cross_entropy),
    ("-y_i", small.softmax_and_cross_entropy, r"\delta_i = … + q_i"),
    (
        r"\delta_i = \frac{\partial C}{\partial z_i} = q_i - y_i",
        small.softmax_and_cross_entropy,
    ),
    (
        r"\odot\, \sigma'",
        small.behind_an_activation,
        r"\delta = \frac{\partial C}{\partial a} …(z)",
    ),
    (r"C = \frac1N \sum_{n=1}^{N} C_n", small.mean_loss),
    ("1/N", small.mean_loss, r"\delta = … \; D"),
    ("(N, m)", dense.rows, r"\mathrm{shape}(A) = …"),
    ("(n, m)", dense.rows, r"\mathrm{shape}(W) = …"),
    ("(N, n)", dense.rows, r"\mathrm{shape}(\Delta) = …"),
    ("z = W a + b", dense.columns),
    (r"Z = A W^{\mathsf T} + b", dense.rows),
    (r"\frac{\partial C}{\partial a} = W^{\mathsf T} \delta", dense.columns),
    (r"\frac{\partial C}{\partial A} = \Delta W", dense.rows),
    (r"\frac{\partial C}{\partial W} = \delta \, a^{\mathsf T}", dense.columns),
    (r"\frac{\partial C}{\partial W} = \Delta^{\mathsf T} A", dense.rows),
    (r"\frac{\partial C}{\partial b} = \delta", dense.columns),
    (r"\Delta^{\mathsf T} A", dense.rows, r"\frac{\partial C}{\partial W} = …"),
    (r"\delta \, a^{\mathsf T}", dense.columns, r"\frac{\partial C}{\partial W} = …"),
    (r"W \leftarrow W - \eta \, \frac{\partial C}{\partial W}", small.plain_step),
    ("q - y", small.softmax_and_cross_entropy, r"\delta = …"),
    (r"\Delta W", dense.rows, r"\frac{\partial C}{\partial A} = …"),
]

GIVEN = {
    r"\eta = 1": ("01b", "for learning_rate in (0.1, 1, 10, 100)"),
    r"\eta = 100": ("01b", "for learning_rate in (0.1, 1, 10, 100)"),
    "(m,)": ("01b", "a0 = pooling.average_forward(digits.images[7], 4).ravel()"),
    "(n,)": ("01b", "b1 = np.array([0.1, -0.2, 0.3])"),
}
