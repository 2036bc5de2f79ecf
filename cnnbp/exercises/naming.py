"""Answers in words to "find the broken backward": the name of the mistake."""

from __future__ import annotations

import numpy as np

from cnnbp.exercises import result as status
from cnnbp.exercises.exercise import Exercise
from cnnbp.exercises.result import Result
from cnnbp.mistakes.words import number, place


def check_name(exercise: Exercise, name: str) -> Result:
    """Whether the named mistake is the one in the code. ValueError where nothing is broken.

    A wrong name is answered with a number: what that mistake would give, and what the code gives.
    """
    if not exercise.choices:
        raise ValueError(f"answer: got {name!r}, expected a function, since nothing is broken here")
    given, name = name, name.strip().lower().replace(" ", "_")
    if name not in exercise.choices:
        sentence = (
            f"{given!r} is none of the names. They are {', '.join(exercise.choices)}; "
            f'exercises.show("{exercise.name}") says what each of them means.'
        )
        return Result(exercise.name, status.NO_SUCH_NAME, sentence)
    if name == exercise.flaw:
        why = f" {exercise.why}" if exercise.why else ""
        clause = exercise.choices[name]
        sentence = f"right: {clause}.{why} Now mend it, and check the function."
        return Result(exercise.name, status.RIGHT, sentence)
    for case in exercise.cases:
        wrong = {answer.mistake.name: answer.value for answer in case.wrong[0]}
        right = case.expected[0]
        broken, guessed = wrong.get(exercise.flaw, right), wrong.get(name, right)
        at = int(np.argmax(np.abs(broken - guessed)))
        if broken.flat[at] != guessed.flat[at]:
            sentence = (
                f"no. For {case.label}, that mistake would give {number(guessed.flat[at])} at "
                f"{place(at, right.shape)}, and this code gives {number(broken.flat[at])}."
            )
            return Result(exercise.name, status.WRONG, sentence, case=case, at=at)
    raise AssertionError(f"{exercise.name}: no case tells {name} from {exercise.flaw}")
