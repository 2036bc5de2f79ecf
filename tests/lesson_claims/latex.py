"""Reads a formula of the lessons, LaTeX as it is written, into functions that evaluate it."""

import operator
import re

import numpy as np

from lesson_claims.arithmetic import RELATIONS, beside, both, entry, hadamard, same
from lesson_claims.tokens import tokens

ENDS = {"", "+", "-", ")", "}", ",", r"\rfloor", r"\rVert", *RELATIONS}
INFIX = {
    r"\cdot": beside,
    r"\odot": hadamard,
    r"\times": lambda m, n: np.array([m, n]),
    "/": operator.truediv,
    r"\bmod": operator.mod,
}
# What a formula that cannot be evaluated raises.
FAULTS = (KeyError, IndexError, TypeError, ValueError, SyntaxError, ZeroDivisionError)


def holds(statement, world):
    """Whether every relation of the statement is true at every place of the world."""
    relations = Parser(statement, world).statement()
    places = world.places()
    if not places:
        raise ValueError("no places, nothing is compared")
    return all(true({**world.values, **place}) for place in places for true in relations)


class Parser:
    """Recursive descent. Each method returns a function of the symbols' values."""

    def __init__(self, text, world):
        self.tokens, self.world, self.at = tokens(text), world, 0

    def peek(self):
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, wanted=None):
        token = self.peek()
        if not token or wanted not in (None, token):
            raise SyntaxError(f"{token or 'the end'} in place of {wanted}")
        self.at += 1
        return token

    def taken(self, token):
        found = self.peek() == token
        self.at += found
        return found

    def statement(self):
        """Relations between commas: all of them have to hold."""
        chains = self.list(self.relation)
        if self.peek():
            raise SyntaxError(f"{self.peek()} is left over")
        return chains

    def list(self, item):
        found = [item()]
        while self.taken(","):
            found.append(item())
        return found

    def relation(self):
        pairs, left = [], self.sum()
        while self.peek() in RELATIONS:
            compare, right = RELATIONS[self.take()], self.sum()
            pairs.append(both(compare or same, left, right))
            left = right
        if not pairs:
            raise SyntaxError("no relation, nothing is said")
        return lambda env: all(np.all(pair(env)) for pair in pairs)

    def sum(self):
        negative = self.taken("-")
        total = self.product()
        total = both(operator.sub, lambda env: 0, total) if negative else total
        while self.peek() in ("+", "-"):
            sign = operator.add if self.take() == "+" else operator.sub
            total = both(sign, total, self.product())
        return total

    def product(self):
        total = self.factor()
        while (token := self.peek()) not in ENDS:
            operation = INFIX.get(token) or self.named_operation(token)
            self.at += operation is not None
            total = both(operation or beside, total, self.factor())
        return total

    def named_operation(self, token):
        """The world's function for "*" or for words such as "correlated with"."""
        words = re.fullmatch(r"\*|\\(?:text|mathrm)\{\s*(.+?)\s*\}", token)
        return self.world.values[words[1] or "*"] if words else None

    def factor(self):
        base = self.base()
        while self.peek() == "^":  # a label of a layer has been read with its symbol
            power = self.group()
            if power == ["T"]:
                base = both(lambda value, _: value.T, base, lambda env: None)
            else:
                exponent = int("".join(power))
                base = both(operator.pow, base, lambda env, n=exponent: n)
        return base

    def group(self):
        """The tokens of a subscript, a superscript or an argument, with or without braces."""
        if self.peek() in "_^":
            self.take()
        if not self.taken("{"):
            return [self.take()]
        start = self.at
        while not self.taken("}"):
            self.take()
        return self.tokens[start : self.at - 1]

    def base(self):
        token = self.peek()
        brackets = {r"\lfloor": (r"\rfloor", np.floor), r"\lVert": (r"\rVert", np.linalg.norm)}
        if token == "(":
            return self.parenthesis()
        if token in brackets:
            closing, function = brackets[self.take()]
            inside = self.sum()
            self.take(closing)
            return lambda env: function(inside(env))
        if re.match(r"\d", token):
            value = float(self.take()) if "." in token else int(self.take())
            return lambda env: value
        if token == r"\sum":
            return self.sigma()
        if token == r"\ln":
            self.take()
            argument = self.factor()
            return lambda env: np.log(argument(env))
        if token == r"\frac":
            return self.fraction()
        if token == r"\partial":
            return self.derivative(between="/")
        return self.symbol()

    def parenthesis(self):
        """A sum, a comparison (1 or 0), or several numbers: a place."""
        self.take("(")
        items = self.list(self.comparison)
        self.take(")")
        return items[0] if len(items) == 1 else lambda env: np.array([item(env) for item in items])

    def comparison(self):
        left = self.sum()
        if self.peek() in RELATIONS:
            left = both(RELATIONS[self.take()] or same, left, self.sum())
        return left

    def sigma(self):
        """A sum over indices, over i = 1..N, or over all entries."""
        self.take(r"\sum")
        under = self.group() if self.peek() == "_" else []
        over = self.group() if self.peek() == "^" else []
        body = self.product()
        if not under:
            return lambda env: np.sum(body(env))
        if "=" in under:
            index, first, last = under[0], int(under[2]), self.world.values["".join(over)]
            return lambda env: sum(body({**env, index: i}) for i in range(first, last + 1))
        for index in reversed([token for token in under if token != ","]):
            body = self.added(body, index, range(self.world.sums[index]))
        return body

    @staticmethod
    def added(body, index, values):
        return lambda env: sum(body({**env, index: value}) for value in values)

    def fraction(self):
        self.take(r"\frac")
        self.take("{")
        if self.peek() == r"\partial":
            return self.derivative(between="}{")
        above = self.sum()
        self.take("}")
        self.take("{")
        below = self.sum()
        self.take("}")
        return both(operator.truediv, above, below)

    def derivative(self, between):
        """∂C/∂z with the indices of both: the world's value of that name."""
        self.take(r"\partial")
        above, upper = self.name(always_label=True)
        for token in between:
            self.take(token)
        self.take(r"\partial")
        below, lower = self.name(always_label=True)
        if between == "}{":
            self.take("}")
        return self.value(f"∂{above}/∂{below}", upper + lower)

    def name(self, always_label=False):
        """A symbol with its layer, such as "delta^l+1", and the functions of its indices."""
        token = self.take()
        if not re.match(r"\\?[A-Za-z]|\\mathrm", token):
            raise SyntaxError(f"{token} in place of a symbol")
        name, indices = re.sub(r"\\mathrm\{(.*)\}", r"\1", token).lstrip("\\"), []
        if self.peek() == "^":
            start, label = self.at, "^" + "".join(self.group())
            if always_label or name + label in self.world.values:
                name += label
            else:
                self.at = start
        if self.peek() == "_":
            start, label = self.at, "_" + "".join(self.group())
            if name + label in self.world.values:
                name += label
            else:
                self.at = start + 1
                indices = self.indices()
                name += "_" if name + "_" in self.world.values else ""  # C_i beside C
        return name, indices

    def indices(self):
        if not self.taken("{"):
            return [self.base()]
        found = self.list(self.sum)
        self.take("}")
        return found

    def symbol(self):
        words = re.fullmatch(r"\\text\{\s*(.+?)\s*\}", self.peek())
        if words:  # in front of what it works on
            self.take()
            function, argument = self.world.values[words[1]], self.factor()
            return lambda env: function(argument(env))
        name, indices = self.name()
        if callable(self.world.values.get(name)):
            argument = self.parenthesis()
            return lambda env: env[name](argument(env))
        return self.value(name, indices)

    def value(self, name, indices):
        def found(env):
            if not indices:
                return env[name]
            return entry(env[name], [index(env) for index in indices])

        return found
