"""The seven of the lessons, its kernel and its layers, and numbers as the text writes them."""

import re

import numpy as np

from cnnbp import connections, convolution, datasets
from lesson_claims.reading import cells, printed

DIGITS = datasets.load_digits()
SEVEN, ANOTHER = DIGITS.images[7], DIGITS.images[17]
KERNEL = np.array([[0.25, -0.5, 1.0], [0.5, 1.25, -0.75], [-0.25, 0.75, -1.0]])
SOBEL = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]]) / 4
LAYER = connections.convolution(KERNEL, SEVEN.shape)
TRUE = connections.convolution(KERNEL, SEVEN.shape, convention="convolution")
PADDED = connections.convolution(KERNEL, SEVEN.shape, padding=1)
STRIDE = connections.convolution(KERNEL, SEVEN.shape, stride=2)
SPREAD = connections.convolution(KERNEL, SEVEN.shape, dilation=2)
CHANNELS = connections.convolution(np.ones((3, 2, 3, 3)), (2, 8, 8))
ROW = connections.convolution(np.ones((1, 3)), (1, 6))
WORDS = [
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]


def word(number):
    return WORDS[number]


def first_word(number):
    """At the beginning of a sentence."""
    return word(number).capitalize()


def listed(numbers, last=" and "):
    """1, 2 and 3."""
    *first, end = map(str, numbers)
    return ", ".join(first) + last + end if first else end


def size(shape):
    return " × ".join(map(str, shape))


def edges(pixel, layer=LAYER):
    return layer.from_source(int(np.ravel_multi_index(pixel, layer.input_shape)))


def ends(pixel, layer=LAYER):
    """(output, weight) of each edge of a pixel, in the order of the outputs."""
    found = edges(pixel, layer)
    outputs = zip(*np.unravel_index(layer.target[found], layer.output_shape), strict=True)
    weights = zip(*np.unravel_index(layer.parameter[found], layer.parameter_shape), strict=True)
    pairs = zip(outputs, weights, strict=True)
    return sorted((tuple(map(int, o)), tuple(map(int, w))) for o, w in pairs)


def badges(pixel):
    """The weights' numbers, from 1, on the outputs that they lead to, in reading order."""
    return [3 * row + column + 1 for _, (row, column) in ends(pixel)]


def counts(layer):
    return np.bincount(layer.source, minlength=SEVEN.size).reshape(SEVEN.shape)


def rows_of(numbers):
    """1, 2, 3 / 4, 5, 6 / 7, 8, 9."""
    return " / ".join(", ".join(map(str, row)) for row in np.reshape(numbers, (3, 3)))


def in_code(lesson, pattern):
    """What the groups of the pattern find in the lesson's code."""
    return re.search(pattern, "\n".join(cells(lesson, "code"))).groups()


def in_text(lesson, pattern):
    return re.search(pattern, "\n".join(cells(lesson, "markdown"))).groups()


def in_output(lesson, pattern):
    """The same in the outputs that are stored there, which nbval compares with the code's."""
    return re.search(pattern, "\n".join(printed(lesson))).groups()


def all_in_output(lesson, pattern):
    return re.findall(pattern, "\n".join(printed(lesson)))


def forward(a, kernel=KERNEL, **options):
    return convolution.forward(a, kernel, **options)
