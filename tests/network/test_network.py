"""Whole networks: gradients, the edges of all layers in a row, steps, training, what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import seeds
from support.each import each

from cnnbp import network as nw
from cnnbp.datasets import load_digits
from cnnbp.gradient_check import central_difference, relative_error
from cnnbp.network import Activation, AveragePool2D, Conv2D, Dense, Flatten, MaxPool2D, Network
from cnnbp.network.training import Guard

ARCHITECTURES = {
    "dense": lambda: [Dense(12, 5), Activation("sigmoid"), Dense(5, 3)],
    "conv": lambda: [
        Conv2D(2, 3, 2, convention="convolution"), Activation("tanh"), Flatten(), Dense(6, 3),
    ],
    "max pool": lambda: [
        Conv2D(2, 2, (1, 2), padding=1), Activation("relu"), MaxPool2D(2, stride=1), Flatten(),
        Dense(18, 3),
    ],
    "average pool": lambda: [
        Conv2D(2, 2, 2, padding=1, stride=(1, 2)), AveragePool2D(2, stride=1, padding=1,
        count_include_pad=False), Activation("identity"), Flatten(), Dense(24, 3),
    ],
    "deep": lambda: [
        Conv2D(2, 3, 2, padding=1), Activation("tanh"), MaxPool2D((1, 2)),
        Conv2D(3, 2, 2, dilation=(2, 1)),
        Activation("sigmoid"), Flatten(), Dense(2, 4), Activation("tanh"), Dense(4, 3),
    ],
}  # fmt: skip
by_architecture = pytest.mark.parametrize("name", ARCHITECTURES)
by_loss = pytest.mark.parametrize("loss", nw.LOSSES)


def _batch(name, examples, seed=0):
    rng = np.random.default_rng(seed)
    shape = (12,) if name == "dense" else (2, 2, 3)
    return rng.normal(size=(examples, *shape)), rng.integers(0, 3, size=examples)


def _targets(loss, labels):
    return labels if loss == "cross_entropy" else np.eye(3)[labels]


@by_loss
@by_architecture
def test_every_gradient_is_a_central_difference(name, loss):
    x, labels = _batch(name, 3)
    y = _targets(loss, labels)
    network = Network(ARCHITECTURES[name](), loss, seed=4)
    for layer in network.layers:
        if layer.parameters:  # a bias of 0 would leave windows full of padding on the kink of relu
            layer.parameters["b"][:] = np.random.default_rng(9).normal(
                size=len(layer.parameters["b"])
            )

    def cost(x):
        network.forward(x)
        return network.loss(y)

    network.forward(x)
    deltas = network.backward(y, to_input=True)
    gradients = [dict(layer.gradients) for layer in network.layers]
    assert relative_error(deltas[0], central_difference(cost, x)) < 1e-7
    for layer, gradient in zip(network.layers, gradients, strict=True):
        for part, value in layer.parameters.items():

            def cost_of(w, layer=layer, part=part, value=value):
                layer.parameters[part] = w
                result = cost(x)
                layer.parameters[part] = value
                return result

            assert relative_error(gradient[part], central_difference(cost_of, value)) < 1e-7


@given(
    st.integers(1, 2), st.integers(1, 3), st.integers(1, 3), st.integers(4, 6), st.integers(1, 2),
    st.sampled_from(["tanh", "sigmoid"]), seeds,
)  # fmt: skip
def test_gradients_of_networks_of_any_size(channels, filters, size, side, stride, sigma, seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(2, channels, side, side))
    conv = Conv2D(channels, filters, size, stride=stride, padding=1)
    rows = (side + 2 - size) // stride + 1
    layers = [conv, Activation(sigma), AveragePool2D(2, stride=1), Flatten()]
    network = Network([*layers, Dense(filters * (rows - 1) ** 2, 2)], seed=seed)
    y = rng.integers(0, 2, size=2)

    def cost(w):
        conv.parameters["w"] = w
        network.forward(x)
        return network.loss(y)

    w = conv.parameters["w"]
    expected = central_difference(cost, w)
    cost(w)
    network.backward(y)
    np.testing.assert_allclose(conv.gradients["w"], expected, rtol=0, atol=1e-8)


@by_architecture
def test_deltas_are_those_of_the_edges_in_a_row(name):
    x, y = _batch(name, 2, seed=1)
    network = Network(ARCHITECTURES[name](), seed=2)
    network.forward(x)
    deltas = network.backward(y, to_input=True)
    for n in range(2):
        layers = network.edges(n)
        chain = None
        for number in range(len(layers), 0, -1):
            chain = layers[number - 1] if chain is None else layers[number - 1].then(chain)
            back = chain.backward(deltas[-1][n])
            np.testing.assert_allclose(back, deltas[number - 1][n], rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize(
    "first", [Dense(12, 12), Activation("tanh"), AveragePool2D(2, stride=1), MaxPool2D(1)], ids=repr
)
def test_the_first_layer_sends_nothing_back_unless_it_is_asked(first):
    x, y = _batch("dense" if isinstance(first, Dense) else "conv", 3)
    inputs = 2 * 2 if isinstance(first, AveragePool2D) else 12
    flat = [] if isinstance(first, Dense) else [Flatten()]
    network = Network([first, *flat, Dense(inputs, 3)], seed=2)

    def cost(x):
        network.forward(x)
        return network.loss(y)

    cost(x)
    assert network.backward()[0] is None
    measured = central_difference(cost, x)
    cost(x)
    assert relative_error(network.backward(to_input=True)[0], measured) < 1e-7


@by_architecture
def test_outputs_and_deltas_can_be_looked_at(name):
    x, y = _batch(name, 2)
    network = Network(ARCHITECTURES[name]())
    output = network.forward(x)
    assert output is network.outputs[-1]
    np.testing.assert_array_equal(network.outputs[0], x)
    deltas = network.backward(y)
    assert deltas is network.deltas
    assert deltas[0] is None
    assert len(deltas) == len(network.outputs) == len(network.layers) + 1
    for delta, out in zip(deltas[1:], network.outputs[1:], strict=True):
        assert delta.shape == out.shape
    for layer in network.layers:
        assert layer.gradients.keys() == layer.parameters.keys()
        for part, w in layer.parameters.items():
            assert layer.gradients[part].shape == w.shape
    np.testing.assert_array_equal(network.predict(x), output.argmax(axis=1))


@by_loss
def test_backward_goes_on_from_the_loss(loss):
    x, labels = _batch("deep", 3)
    network = Network(ARCHITECTURES["deep"](), loss)
    network.forward(x)
    given = network.backward(_targets(loss, labels))
    network.forward(x)
    network.loss(_targets(loss, labels))
    for delta, expected in zip(network.backward()[1:], given[1:], strict=True):
        np.testing.assert_array_equal(delta, expected)


def test_one_step_by_hand():
    network = Network([Dense(1, 1)], "squared_error")
    w, b = network.layers[0].parameters.values()
    w[:], b[:] = 2, 1
    network.forward([[3.0]])
    assert network.loss([[5.0]]) == 2
    network.backward([[5.0]])
    network.step(0.1)
    np.testing.assert_allclose([w[0, 0], b[0]], [2 - 0.1 * 2 * 3, 1 - 0.1 * 2])
    network.forward([[0.0]])
    network.backward([[0.8]])
    network.step(0.1, momentum=0.5)
    np.testing.assert_allclose([w[0, 0], b[0]], [1.4 - 0.3, 0.8 - 0.1], atol=1e-12)
    network.forward(
        [[0.0]]
    )  # a gradient of 0: what moves on is half of the last step, then a quarter
    for _ in range(2):
        network.backward([[0.7]])
        network.layers[0].gradients["b"][:] = 0
        network.step(0.1, momentum=0.5)
    np.testing.assert_allclose(
        [w[0, 0], b[0]], [1.1 - 0.15 - 0.075, 0.7 - 0.05 - 0.025], atol=1e-12
    )


def test_a_loss_that_begins_near_zero_may_grow_to_an_ordinary_one():
    """As in a network that goes on from a trained one: a thousand times nothing is no explosion."""
    guard, layers = Guard(), [Dense(1, 1)]
    outputs = [np.ones((1, 1)), np.ones((1, 1))]
    guard.check(1e-9, outputs, layers)
    guard.check(1.0, outputs, layers)
    guard.check(999.0, outputs, layers)
    with pytest.raises(FloatingPointError, match=r"^loss: got 1e\+03"):
        guard.check(1001.0, outputs, layers)


def test_one_step_with_a_small_rate_lowers_the_loss_of_the_batch():
    x, y = _batch("deep", 5)
    network = Network(ARCHITECTURES["deep"]())
    losses = []
    for _ in range(5):
        network.forward(x)
        losses.append(network.loss(y))
        network.backward(y)
        network.step(0.05)
    assert losses == sorted(losses, reverse=True)


def _digits(count=300):
    images, labels = load_digits()
    return images[:count, None], labels[:count]


def _small(seed=0, dtype=np.float64):
    layers = [Conv2D(1, 4, 3), Activation("relu"), MaxPool2D(2), Flatten(), Dense(36, 10)]
    return Network(layers, seed=seed, dtype=dtype)


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_training_on_digits(seed, dtype):
    x, y = _digits(500)
    network = _small(seed, dtype)
    history = network.fit(
        x[:400], y[:400], 8, 20, 0.1, momentum=0.9, validation=(x[400:], y[400:]), progress=False
    )
    assert history.loss[-1] < history.loss[0] / 3
    assert history.validation_accuracy[-1] > 0.7
    assert len(history.loss) == len(history.validation_loss) == 8
    assert not history.stopped
    for layer in network.layers:
        assert all(w.dtype == dtype for w in layer.parameters.values())
        assert all(g.dtype == dtype for g in layer.gradients.values())
    assert {out.dtype for out in network.outputs} == {np.dtype(dtype)}
    assert history.validation_accuracy[-1] == network.evaluate(x[400:], y[400:])[1]
    one_hot = network.evaluate(x[400:], np.eye(10)[y[400:]])
    assert one_hot == pytest.approx(network.evaluate(x[400:], y[400:]), rel=1e-6)


def test_evaluation_in_parts_is_the_mean_over_all():
    x, y = _digits(300)
    network = _small()
    loss, accuracy = network.evaluate(x, y)
    assert accuracy == np.mean(network.predict(x) == y)
    assert loss == pytest.approx(network.loss(y), rel=1e-12)


def test_the_same_seed_trains_the_same_network():
    x, y = _digits()
    first, second, other = _small(3), _small(3), _small(4)
    for network in (first, second, other):
        network.fit(x, y, 1, progress=False)
    np.testing.assert_array_equal(first.forward(x), second.forward(x))
    assert not np.array_equal(first.forward(x), other.forward(x))


def test_an_epoch_visits_every_example_once():
    x = np.arange(10.0)[:, None]
    network = Network([Dense(1, 1)], "squared_error")
    seen = []
    forward = network.forward
    network.forward = lambda x: seen.append(x.ravel()) or forward(x)
    network.fit(x, x, 2, 4, 1e-4, progress=False)
    seen = [batch for batch in seen if len(batch)]  # the first, empty, asks for the output's shape
    assert [len(batch) for batch in seen] == [4, 4, 2, 4, 4, 2]
    epochs = np.concatenate(seen).reshape(2, 10)
    assert np.array_equal(np.sort(epochs, axis=1), np.tile(np.arange(10.0), (2, 1)))
    assert not np.array_equal(epochs[0], epochs[1])


def test_the_mean_loss_of_an_epoch_weighs_batches_by_their_size():
    x = np.arange(3.0)[:, None]
    network = Network([Dense(1, 1)], "squared_error")
    network.layers[0].parameters["w"][:] = 0
    steps = []
    history = network.fit(x, x, 1, 2, 1e-12, callback=steps.append, progress=False)
    assert history.loss[0] == pytest.approx(np.mean(x**2 / 2))
    assert [(s.epoch, s.step, s.steps) for s in steps] == [(1, 1, 2), (1, 2, 2)]
    assert history.loss[0] == pytest.approx((2 * steps[0].loss + steps[1].loss) / 3)


def test_a_callback_stops_training_at_once():
    x, y = _digits(64)
    steps = []
    history = _small().fit(
        x, y, 5, callback=lambda step: steps.append(step) or len(steps) == 3, progress=False
    )
    assert [(s.epoch, s.step) for s in steps] == [(1, 1), (1, 2), (2, 1)]
    assert history.stopped
    assert len(history.loss) == 1


def test_the_progress_bar(capsys):
    x, y = _digits(64)
    _small().fit(x, y, 1, progress=False)
    assert capsys.readouterr() == ("", "")
    pytest.importorskip("tqdm")
    _small().fit(x, y, 1)
    assert "2/2" in capsys.readouterr().err


def test_in_a_browser_the_progress_bar_starts_no_thread(monkeypatch, capsys):
    bar = pytest.importorskip("tqdm.auto").tqdm
    monkeypatch.setattr(bar, "monitor_interval", 10)
    monkeypatch.setattr(bar, "monitor", None)
    monkeypatch.setattr("sys.platform", "emscripten")
    monkeypatch.setattr("threading.Thread.start", lambda self: pytest.fail("a thread was started"))
    x, y = _digits(64)
    _small().fit(x, y, 1)
    assert "2/2" in capsys.readouterr().err


def test_no_progress_bar_without_tqdm(monkeypatch, capsys):
    monkeypatch.setitem(__import__("sys").modules, "tqdm.auto", None)
    x, y = _digits(64)
    assert len(_small().fit(x, y, 1).loss) == 1
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("rate", [1e3, 1e12])
def test_an_exploding_loss_stops_and_names_a_layer(rate):
    x, y = _digits(100)
    with pytest.raises(FloatingPointError, match=r"^loss: got .* layer \d, .*Try a smaller"):
        _small().fit(x, y, 5, 10, rate, progress=False)


def test_the_first_layer_that_left_the_range_is_named():
    x, y = _digits(32)
    network = _small()
    network.layers[4].parameters["b"][3] = np.nan
    with pytest.raises(FloatingPointError, match=r"loss: got nan; .* is layer 5, Dense"):
        network.fit(x, y, 1, progress=False)
    network.layers[0].parameters["w"][0] = np.inf
    with pytest.raises(FloatingPointError, match=r"is layer 1, Conv2D"):
        network.fit(x, y, 1, progress=False)
    x[3, 0, 0, 0] = np.nan
    with pytest.raises(FloatingPointError, match=r"is the input x, with outputs up to nan"):
        network.fit(x, y, 1, progress=False)


def test_repr_tells_the_layers():
    assert repr(Conv2D(1, 8, 3, padding=1)) == (
        "Conv2D(channels=1, filters=8, size=(3, 3), stride=(1, 1), padding=(1, 1), "
        "dilation=(1, 1), convention='correlation')"
    )
    assert repr(Network([Dense(2, 1), Activation("tanh")])) == (
        "Network(\n    Dense(inputs=2, outputs=1),\n    Activation(name='tanh'),\n)"
    )


def test_a_history_shows_its_first_and_last_numbers():
    history = nw.History([2.5, 1.25, 0.1239], validation_accuracy=[0.5, 0.9876], stopped=True)
    shown = "3 epochs, loss 2.5 → 0.124, validation accuracy 0.5 → 0.988, stopped"
    assert repr(history) == f"History({shown})"
    assert repr(nw.History()) == "History(0 epochs)"
    assert repr(nw.History([1.5])) == "History(1 epoch, loss 1.5 → 1.5)"


def test_first_weights_have_the_variance_that_keeps_the_signal():
    network = Network([Conv2D(20, 50, 5), Dense(400, 300)])
    for layer, inputs in zip(network.layers, [500, 400], strict=True):
        assert layer.parameters["w"].std() == pytest.approx(np.sqrt(2 / inputs), rel=0.05)
        assert not layer.parameters["b"].any()


def _forward():
    network = _small()
    network.forward(X)
    network.loss(Y)
    network.forward(X)  # the loss of an earlier forward pass is no place to start from
    return network


X, Y = _digits(8)
BAD = [
    (lambda: Network([]), TypeError, r"^layers: got \[\], expected a list of at least one layer"),
    (lambda: Network([Dense]), TypeError, "^layers: got"),
    (lambda: Network([Dense(1, 1)], "mse"), ValueError, "^loss: got 'mse', expected one of"),
    (lambda: Network([Dense(1, 1)], seed=1.5), TypeError, "^seed: got 1.5"),
    (lambda: Network([Dense(1, 1)], dtype=int), TypeError, "^dtype: got .*int"),
    (lambda: Dense(0, 1), ValueError, "^inputs: got 0, expected at least 1"),
    (lambda: Dense(1, 2.0), TypeError, "^outputs: got 2.0"),
    (lambda: Conv2D(0, 1, 3), ValueError, "^channels: got 0"),
    (lambda: Conv2D(1, -1, 3), ValueError, "^filters: got -1"),
    (lambda: Conv2D(1, 1, 0), ValueError, "^size: got 0"),
    (lambda: Conv2D(1, 1, 3, stride=0), ValueError, "^stride: got 0"),
    (lambda: Conv2D(1, 1, 3, padding=-1), ValueError, "^padding: got -1"),
    (lambda: Conv2D(1, 1, 3, dilation=0), ValueError, "^dilation: got 0"),
    (lambda: Conv2D(1, 1, 3, convention="x"), ValueError, "^convention: got 'x'"),
    (lambda: MaxPool2D(0), ValueError, "^size: got 0"),
    (lambda: AveragePool2D(2, stride=0), ValueError, "^stride: got 0"),
    (lambda: MaxPool2D(2, padding=-1), ValueError, "^padding: got -1"),
    (lambda: Activation("swish"), ValueError, "^name: got 'swish', expected one of 'identity'"),
    (lambda: _small().forward("x"), TypeError, "^x: got a str"),
    (lambda: _small().forward([1.0]), ValueError, r"^x: got shape \(1,\), expected a batch"),
    (lambda: _small().forward(np.ones((2, 3, 8, 8))), ValueError, "^layer 1, Conv2D.*: a: .*chan"),
    (lambda: _small().forward(np.ones((2, 1, 10, 10))), ValueError, "^layer 5, Dense.*: a: got"),
    (lambda: _small().backward(Y), ValueError, "^network: no forward pass yet"),
    (lambda: _small().loss(Y), ValueError, "^network: no forward pass yet"),
    (lambda: _small().edges(), ValueError, "^network: no forward pass yet"),
    (lambda: _small().step(0.1), ValueError, "^step: no gradients yet"),
    (lambda: _forward().backward(), ValueError, "^y: got None, expected targets here, or loss"),
    (lambda: _small().fit(X, Y[:5], 1), ValueError, r"^y: got shape \(5,\), expected one target"),
    (lambda: _small().fit(X, 3, 1), ValueError, r"^y: got shape \(\)"),
    (lambda: _small().fit(X[:0], Y[:0], 1), ValueError, "^x: got shape .* at least one example"),
    (lambda: _small().fit("x", Y, 1), TypeError, "^x: got a str"),
    (lambda: _small().fit(X, Y, 0), ValueError, "^epochs: got 0, expected at least 1"),
    (lambda: _small().fit(X, Y, 1.0), TypeError, "^epochs: got 1.0"),
    (lambda: _small().fit(X, Y, 1, 0), ValueError, "^batch_size: got 0"),
    (lambda: _small().fit(X, Y, 1, 8, 0.0), ValueError, "^learning_rate: got 0.0"),
    (lambda: _small().fit(X, Y, 1, 8, np.nan), ValueError, "^learning_rate: got nan"),
    (lambda: _small().fit(X, Y, 1, 8, "fast"), TypeError, "^learning_rate: got 'fast'"),
    (lambda: _small().fit(X, Y, 1, momentum=1.0), ValueError, "^momentum: got 1.0"),
    (lambda: _small().fit(X, Y, 1, momentum=-0.1), ValueError, "^momentum: got -0.1"),
    (lambda: _small().fit(X, Y, 1, validation=X), TypeError, "^validation: got a ndarray"),
    (lambda: _small().fit(X, Y, 1, callback=3), TypeError, "^callback: got 3"),
    (lambda: _small().fit(X, Y + 5, 1, progress=False), ValueError, "^y: got labels from"),
]  # fmt: skip


@each(("call", "error", "words"), BAD)
def test_bad_input(call, error, words):
    with pytest.raises(error, match=words):
        call()


@pytest.mark.parametrize("which", ["y", "validation"])
def test_a_wrong_target_anywhere_stops_fit_before_the_first_step(which):
    network = _small()
    before = network.layers[0].parameters["w"].copy()
    wrong = Y.copy()
    wrong[-1] = 10
    y, validation = (wrong, None) if which == "y" else (Y, (X, wrong))
    with pytest.raises(ValueError, match=r"^y: got labels from 0 to 10, expected 0 to 9"):
        network.fit(X, y, 1, 2, validation=validation, progress=False)
    np.testing.assert_array_equal(network.layers[0].parameters["w"], before)
