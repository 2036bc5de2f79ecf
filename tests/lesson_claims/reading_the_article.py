"""The formulas of "Reading the article": what it prints, and what it should say."""

from functools import partial

from lesson_claims import convolution_worlds as conv
from lesson_claims import dense_worlds as dense
from lesson_claims import edge_worlds as edge
from lesson_claims import small_worlds as small

CLAIMS = [
    (r"J = \partial z^{l+1} / \partial z^l", dense.hidden_layers),
    (r"J^{\mathsf T} \delta^{l+1}", dense.hidden_layers, r"\delta^l = …"),
    (r"\delta^l = (W^{l+1})^{\mathsf T} \delta^{l+1} \odot \sigma'(z^l)", dense.hidden_layers),
    (r"w\,\delta_b", small.one_edge, "g = …"),
    (r"\delta^l = \partial C / \partial z^l", dense.every_layer),
    (r"w_{a,b}\,\sigma(z_{x-a,\,y-b})", conv.slid_behind_a_sigmoid, r"c_{x,y} = \sum_{a,b} …"),
    ("x' = x + a", edge.without_borders),
    ("x' = x + a - 2", edge.turned_in_its_letters),
    (r"w_{x'-x,\,y'-y}", edge.its_weights, "g_{x,y,x',y'} = …"),
    (
        r"\delta * \sigma(\mathrm{rot180}(z))",
        partial(conv.true_convolutions, "convolution"),
        r"\frac{\partial C}{\partial w} = \text{middle of}(…)",
    ),
]

WRONG = [
    (r"w\,\delta_a", small.one_edge, "g = …"),
]

GIVEN = {
    "a^0 = x": ("01", "$a^0 = x$"),
    "W^{l+!}": ("reading_the_article", "jacobian = w2 * sigmoid_derivative(z)"),
    "w^{l+!}": ("reading_the_article", "jacobian = w2 * sigmoid_derivative(z)"),
}
