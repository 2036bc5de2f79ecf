"""Answers in words to "find the broken backward": the name of the mistake."""

from __future__ import annotations

import numpy as np

from cnnbp.exercises import result as status
from cnnbp.exercises.exercise import Exercise
from cnnbp.exercises.result import Result
from cnnbp.mistakes.words import number, place


def check_name(exercise: Exercise, name: str) -> Result:
    """Whether the named mistake is the one in the code. ValueError when it is none of the choices.

    A wrong name is answered with a number: what that mistake would give, and what the code gives.
    """
    if name not in exercise.choices:
        expected = ", ".join(exercise.choices) or "a function, since nothing is broken here"
        raise ValueError(f"answer: got {name!r}, expected {expected}")
    if name == exercise.flaw:
        sentence = f"right: {exercise.choices[name]}. Now mend it, and check the function."
        return Result(exercise.name, status.RIGHT, sentence)
    for case in exercise.cases:
        wrong = {answer.mistake.name: answer.value for answer in case.wrong[0]}
        right = case.expected[0]
        broken, guessed = wrong.get(exercise.flaw, right), wrong.get(name, right)
        at = int(np.argmax(np.abs(broken - guessed)))
        if broken.flat[at] != guessed.flat[at]:
            sentence = (
                f"no. In {case.label}, that mistake would give {number(guessed.flat[at])} at "
                f"{place(at, right.shape)}, and this code gives {number(broken.flat[at])}."
            )
            return Result(exercise.name, status.WRONG, sentence, case=case)
    raise AssertionError(f"{exercise.name}: no case tells {name} from {exercise.flaw}")
