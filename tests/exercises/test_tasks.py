"""All exercises: solutions that are right by another route, and mistakes that are recognised."""

import itertools
import linecache
import re
import subprocess
import sys

import numpy as np
import pytest

from cnnbp import connections, convolution, exercises, gradient_check, losses, pooling
from cnnbp.activations import relu, relu_derivative, sigmoid, sigmoid_derivative
from cnnbp.mistakes import same

NAMES = exercises.available()
EVERY = [exercises._find(name) for name in NAMES]
BROKEN = [each for each in EVERY if each.flaw]


def space_of_a_lesson():
    """What the lessons have imported where an exercise stands."""
    space = {"np": np}
    exec("from cnnbp import convolution, pooling", space)
    exec("from cnnbp.activations import relu, relu_derivative", space)
    exec("from cnnbp.activations import sigmoid, sigmoid_derivative, softmax", space)
    return space


def shown(exercise, form):
    """The function that one gets by running a shown form, with its source, as in a notebook."""
    space, name = space_of_a_lesson(), f"<{exercise.name}, {form}>"
    text = exercises.show(exercise.name, form).text + "\n"
    linecache.cache[name] = len(text), None, text.splitlines(keepends=True), name
    exec(compile(text, name, "exec"), space)
    return space[exercise.function]


def replay(values):
    """A function that gives these results one after the other, whatever it is asked."""
    queue = iter(values)
    return lambda *_: next(queue)


def results(exercise, mistake, part):
    """For every case, the right results with one part as the mistake makes it."""
    for case in exercise.case_list:
        wrong = {answer.mistake.name: answer.value for answer in case.wrong[part]}
        parts = list(case.expected)
        parts[part] = wrong.get(mistake, parts[part])
        yield tuple(parts) if len(parts) > 1 else parts[0]


def known(exercise):
    """Each (part, mistake) that some case of the exercise tells from what is right."""
    return dict.fromkeys(
        (part, answer.mistake.name)
        for case in exercise.case_list
        for part, answers in enumerate(case.wrong)
        for answer in answers
    )


# What is right, by another route than the solution's: through the edges of the case's layer, or,
# where there is none, through another function of the package or central differences.


def through_edges(exercise, case):
    layer, found = case.layer, []
    for panel in exercise.panels:
        if panel == "weights":
            found.append(layer.connections.parameter_gradient(layer.delta, layer.a))
        elif panel == "bias":
            shape = layer.connections.output_shape
            rows = layer.delta.reshape(-1, *shape)
            found.append(rows.sum(axis=(0, *range(2, rows.ndim))))
        else:
            found.append(layer.output if panel == "output" else layer.right)
    return found


def measured_network(delta, w, z, x, kernel_shape):
    """∂C/∂z and ∂C/∂kernel of C = δ·(w · pool(relu(z)) + …), by central differences."""

    def cost(z):
        return delta @ (w @ pooling.max_forward(relu(z), 2)[0].ravel())

    def from_kernel(change):  # the forward pass is linear in the kernel
        return cost(z + convolution.forward(x, change))

    measure = gradient_check.central_difference
    return measure(cost, z), measure(from_kernel, np.zeros(kernel_shape))


def stepped(w, b, a, delta, rate):
    dw = np.mean([np.outer(d, x) for d, x in zip(delta, a, strict=True)], axis=0)
    return w - rate * dw, b - rate * np.mean(delta, axis=0)


def squared_error(z, y):
    return losses.squared_error_delta(sigmoid(z), y, sigmoid_derivative(z))


def edges_of_windows(kernel_shape, input_shape, stride):
    """The entry of im2col's matrix and the pixel of every edge."""
    layer = connections.convolution(np.ones(kernel_shape), input_shape, stride=stride)
    return (layer.parameter, layer.target), layer.source, np.prod(layer.output_shape)


def columns_of_edges(a, kernel_shape, stride):
    entries, pixels, outputs = edges_of_windows(kernel_shape, a.shape, stride)
    matrix = np.zeros((np.prod(kernel_shape), outputs))
    matrix[entries] = a.ravel()[pixels]
    return matrix


def judged_entries(below, here, above, gradient, step, tolerance):
    """By the central difference, and half of what the two sides differ by."""
    spread = np.abs(above - 2 * here + below) / (2 * step)
    error = np.abs((above - below) / (2 * step) - gradient)
    return np.where(error > spread + tolerance, 1, 2 * (2 * spread > tolerance))


OTHER_ROUTES = {
    "gradient_check.bug_or_kink": judged_entries,
    "convolution.im2col": columns_of_edges,
    "edges.count": lambda source, target, inputs: [sum(source == i) for i in range(inputs)],
    "edges.convolution_matrix": lambda k, inputs: connections.convolution(
        k[None], (1, inputs)
    ).matrix(),
    "losses.squared_error_delta": squared_error,
    "losses.cross_entropy_delta": losses.cross_entropy_delta,
    "network.mini_batch_step": stepped,
    "network.relu_delta": lambda back, z: back * relu_derivative(z),
    "network.backward": measured_network,
    "broken.network": measured_network,
    "network.momentum_step": lambda w, g, v, rate, mu: (w + mu * v - rate * g, mu * v - rate * g),
}


def test_every_solution_is_right_by_another_route():
    for exercise in EVERY:
        for case in exercise.case_list:
            if exercise.name == "edges.matrix":
                right = [case.layer.connections.matrix()]
            elif exercise.name in OTHER_ROUTES:
                right = OTHER_ROUTES[exercise.name](*case.arguments.values())
                right = right if isinstance(right, tuple) else (right,)
            else:
                right = through_edges(exercise, case)
            where = f"{exercise.name}: {case.label}"
            for mine, other in zip(case.expected, right, strict=True):
                np.testing.assert_allclose(mine, other, rtol=1e-7, atol=1e-8, err_msg=where)


def test_the_exercises_of_the_lessons_are_all_there():
    assert len(NAMES) == len(set(NAMES)) == 34
    assert "convolution.input_gradient" in NAMES
    assert len(BROKEN) == 7
    assert all(each.name.startswith("broken.") for each in BROKEN)


def test_every_solution_is_right_and_says_so_in_one_line():
    for exercise in EVERY:
        for answer in (exercise.solution, shown(exercise, "solution")):
            result = exercises.check(exercise.name, answer)
            assert result.mistakes == ()
            cases = len(exercise.case_list)
            right = f"right, in all {cases} cases (worst error below 1e-12)."
            assert repr(result) == f"✓ {exercise.name}: {right}"
            assert result


def test_blank_and_half_finished_forms_run():
    for exercise in EVERY:
        for form in ("starter", "half"):
            result = exercises.check(exercise.name, shown(exercise, form))
            if exercise.flaw:
                assert result.status == "wrong"
                assert "still broken" in result.sentence
                assert result.mistakes == ()
            else:
                assert result.status == "not attempted", (exercise.name, form)


def test_a_half_finished_form_is_the_solution_with_blanks():
    for exercise in EVERY:
        if exercise.flaw:
            continue
        half, solution = (exercises.show(exercise.name, form).text for form in ("half", "solution"))
        pairs = list(zip(half.splitlines(), solution.splitlines(), strict=True))
        blank = [(line, filled) for line, filled in pairs if line != filled]
        assert blank, exercise.name
        for line, filled in blank:
            code = line.partition("  # ")[0]
            assert "..." in code
            assert re.fullmatch(re.escape(code).replace(r"\.\.\.", ".+"), filled), line
        assert "# blank" not in half + solution


def test_the_statement_names_the_function_and_how_to_check_it():
    for exercise in EVERY:
        text = repr(exercises.show(exercise.name))
        assert text.startswith(f"{exercise.title}\n")
        assert f'exercises.check("{exercise.name}", {exercise.function})' in text
        assert f"Write: {exercise.function}(" in text


@pytest.mark.parametrize("exercise", EVERY, ids=NAMES)
def test_every_known_mistake_is_recognised(exercise):
    for part, mistake in known(exercise):
        result = exercises.check(exercise.name, replay(results(exercise, mistake, part)))
        assert not result
        if "still broken" in result.sentence:  # the flaw, or what gives the same numbers
            assert result.mistakes == ()
            flaw, other = (list(results(exercise, name, part)) for name in (exercise.flaw, mistake))
            np.testing.assert_equal(flaw, other)
        else:
            assert mistake != exercise.flaw
            assert result.status == "misconception"
            assert mistake in result.mistakes


def test_every_mistake_that_is_written_down_is_told_from_right():
    for exercise in EVERY:
        for i, find in enumerate(exercise.known):
            parts = range(len(exercise.parts))
            found = [a for case in exercise.case_list for part in parts for a in find(case, part)]
            assert found, f"mistake {i} of {exercise.name} is right in every case"


def test_no_two_mistakes_give_the_same_in_every_case():
    """Else an answer could only be told "in more than one way"."""
    for exercise in EVERY:
        tables = {}
        for name in dict.fromkeys(name for _, name in known(exercise)):
            tables[name] = [
                values.get(name, right)
                for case in exercise.case_list
                for answers, right in zip(case.wrong, case.expected, strict=True)
                for values in [{a.mistake.name: a.value for a in answers}]
            ]
        for one, two in itertools.combinations(tables, 2):
            pairs = zip(tables[one], tables[two], strict=True)
            assert not all(same(a, b, 1e-6) for a, b in pairs), (exercise.name, one, two)


def test_the_broken_code_is_the_mistake_that_it_is_said_to_be():
    for exercise in BROKEN:
        for case in exercise.case_list:
            wrong = {a.mistake.name: a.value for a in case.wrong[0]}
            flawed = exercise.results(shown(exercise, "half"), case.arguments)[0]
            flaw = wrong.get(exercise.flaw, case.expected[0])
            np.testing.assert_allclose(flawed, flaw, atol=1e-12, err_msg=exercise.name)


def test_there_are_many_mistakes():
    names = {mistake for exercise in EVERY for _, mistake in known(exercise)}
    assert len(names) >= 60


def test_the_cases_grow_and_are_the_same_every_time():
    for exercise in EVERY:
        cases = exercise.case_list
        sizes = [sum(part.size for part in case.expected) for case in cases]
        assert sizes[0] == min(sizes), exercise.name
        assert len(sizes) >= 3
        for one, (label, arguments, *_) in zip(cases, exercise.rows(), strict=True):
            assert one.label == label
            np.testing.assert_equal(dict(one.arguments), arguments)


def test_the_numbers_of_a_case_are_asymmetric():
    """A turned, transposed or shifted array of a case is another array."""
    for exercise in EVERY:
        for case in exercise.case_list:
            for name, array in case.arguments.items():
                if not isinstance(array, np.ndarray) or array.ndim < 2 or array.size < 4:
                    continue
                if name == "y":  # one-hot rows
                    continue
                turned = array[..., ::-1, ::-1]
                assert not np.array_equal(array, turned), (exercise.name, case.label, name)
                if array.shape[-1] == array.shape[-2]:
                    assert not np.array_equal(array, array.swapaxes(-1, -2)), (exercise.name, name)


def test_wrong_names_and_forms_are_refused():
    with pytest.raises(ValueError, match=r"name: got 'dense'"):
        exercises.check("dense", len)
    with pytest.raises(ValueError, match=r"name: got 'x'"):
        exercises.show("x")
    with pytest.raises(ValueError, match=r"form: got 'answer'"):
        exercises.show("dense.delta", "answer")
    with pytest.raises(TypeError, match=r"answer: got a value of type ndarray"):
        exercises.check("dense.delta", np.zeros(3))
    with pytest.raises(ValueError, match="seconds: got 0"):
        exercises.check("dense.delta", len, seconds=0)


def test_the_checker_loads_no_drawing():
    code = (
        "import sys; from cnnbp import exercises as e\n"
        "e.check('dense.delta', e.solution('dense.delta')); e.show('dense.delta')\n"
        "print([m for m in ('matplotlib', 'ipywidgets', 'anywidget') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
