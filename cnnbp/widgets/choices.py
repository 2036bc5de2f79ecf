"""Traits that take one or several words of a list, and say which when they get another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import traitlets


class Choice(traitlets.TraitType[str, str]):
    """One of a few words; anything else is a ValueError."""

    def __init__(self, words: Sequence[str], default: str) -> None:
        self.words = tuple(words)
        super().__init__(default)

    def validate(self, obj: Any, value: Any) -> str:
        """The word, if it is one of them."""
        if not isinstance(value, str) or value not in self.words:
            expected = ", ".join(map(repr, self.words))
            raise ValueError(f"{self.name}: got {value!r}, expected one of {expected}")
        return value


class Choices(traitlets.TraitType[list[str], Iterable[str]]):
    """A list of such words; a single string is a TypeError."""

    def __init__(self, words: Sequence[str], default: Sequence[str]) -> None:
        self.words = tuple(words)
        self.first = list(default)
        super().__init__()

    def make_dynamic_default(self) -> list[str]:
        """A list of its own for each widget."""
        return list(self.first)

    def validate(self, obj: Any, value: Any) -> list[str]:
        """The words as a list, in the order given."""
        words = ", ".join(map(repr, self.words))
        if not isinstance(value, (list, tuple, set)):
            raise TypeError(f"{self.name}: got {value!r}, expected a list of {words}")
        for word in value:
            if word not in self.words:
                raise ValueError(f"{self.name}: got {word!r}, expected some of {words}")
        return list(value)
