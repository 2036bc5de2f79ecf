"""The matrix, the table, the closer look and the pages of plates, checked against Connections."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect
from support.axe import violations
from support.explorer_page import ExplorerPage

from cnnbp import datasets
from cnnbp.connections import Connections
from cnnbp.widgets import DeltaFlow

RNG = np.random.default_rng(7)
IMAGE = datasets.load_digits().images[0]
KERNEL = np.array([[0.8, -0.3, 0.1], [0.5, 1.0, -0.6], [-0.9, 0.2, 0.4]])
DELTA = RNG.normal(0, 0.5, (6, 6)).round(2)

# Notes every number that is painted: which canvas, what text, where.
SPY = """() => {
  window.painted = [];
  const write = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
    window.painted.push({class: this.canvas.className, text, x, y});
    return write.call(this, text, x, y);
  };
}"""


def digit(**view):
    return DeltaFlow.convolution(IMAGE, KERNEL, DELTA, **view)


def small(**view):
    return DeltaFlow.convolution(IMAGE[1:6, 1:6], KERNEL, **view)


@pytest.fixture
def explorer(browser):
    pages = []

    def open_page(widget, *, width=1280, dark=False, spy=False):
        page = browser.new_page(viewport={"width": width, "height": 1600})
        pages.append(page)
        if spy:
            page.evaluate(SPY)
        opened = ExplorerPage(page, widget, dark=dark)
        opened.settle()
        return opened

    yield open_page
    for page in pages:
        page.close()


def minus(text):
    return float(text.replace("−", "-"))


def matrix_point(explorer, row, col):
    """Where a cell of the matrix is drawn: the first cell is where the focus goes first."""
    cell = explorer.page.locator('[data-view="matrix"] [role="gridcell"]')
    cell.focus()
    explorer.page.keyboard.press("Control+Home")
    before, corner = None, cell.bounding_box()
    while corner != before:  # what follows the focus has found its place
        explorer.settle()
        before, corner = corner, cell.bounding_box()
    return (
        corner["x"] + (col + 0.5) * corner["width"],
        corner["y"] + (row + 0.5) * corner["height"],
    )


def table_rows(explorer, flow):
    table = explorer.page.locator(f'.cnnbp-terms table[data-flow="{flow}"]')
    head = table.locator("thead th").all_inner_texts()
    rows = table.locator("tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.children].map(c => c.dataset.value ?? c.textContent))"
    )
    return head, rows, table


# ---- matrix


def test_edges_that_join_the_same_two_units_are_one_entry_of_the_matrix(explorer):
    source, target = np.array([0, 1, 0, 1]), np.array([0, 0, 0, 1])
    edges = Connections(source, target, np.array([-0.1, 0.7, -1.2, 0.4]), None, (2,), (2,))
    a, delta = np.array([1.0, 2.0]), np.array([1.0, -1.0])
    opened = explorer(DeltaFlow.from_connections(edges, a, delta, views=["matrix"]), spy=True)
    painted = opened.page.evaluate("window.painted.filter(p => p.class === '').map(p => p.text)")
    assert {"−1.30", "0.70", "0.40"} <= set(painted)
    assert not {"−0.10", "−1.20"} & set(painted)
    first = opened.page.locator('[data-view="matrix"] [role="gridcell"]')
    expect(first).to_have_attribute("aria-label", re.compile("−0.10 and −1.20, together −1.30"))


@pytest.mark.parametrize("direction", ["backward", "forward"])
def test_the_matrix_paints_the_weights_of_connections(explorer, direction):
    widget = small(views=["edges", "matrix"], direction=direction)
    opened = explorer(widget, spy=True)
    edges = widget.layer.connections
    painted = opened.page.evaluate("window.painted.filter(p => p.class === '')")
    numbers = [p["text"] for p in painted]
    for weight, count in zip(*np.unique(edges.weight, return_counts=True), strict=True):
        text = f"{weight:.2f}".replace("-", "−")
        assert numbers.count(text) >= count
    subtitle = opened.page.locator('[data-view="matrix"] .cnnbp-subtitle').first
    expect(subtitle).to_contain_text("9 × 25")
    expect(subtitle).to_contain_text("81 of 225")
    title = opened.page.locator('[data-view="matrix"] .cnnbp-title')
    expect(title).to_have_text("∂C/∂a = Wᵀ δ" if direction == "backward" else "z = W a")
    assert opened.errors == []


def test_a_lit_column_is_the_column_of_the_matrix(explorer):
    widget = small(views=["edges", "matrix"], selection=("input", 2, 2))
    opened = explorer(widget)
    grid = opened.page.locator('[data-view="matrix"] [role="grid"]')
    matrix = widget.layer.connections.matrix()
    assert grid.get_attribute("aria-rowcount") == str(matrix.shape[0])
    assert grid.get_attribute("aria-colcount") == str(matrix.shape[1])
    # What is said about each cell of the column is what stands in the matrix.
    opened.page.locator('[data-view="matrix"] [role="gridcell"]').focus()
    opened.page.keyboard.press("Control+Home")
    for _ in range(12):
        opened.page.keyboard.press("ArrowRight")
    for row in range(matrix.shape[0]):
        cell = opened.page.locator('[data-view="matrix"] [role="gridcell"]')
        r, c = divmod(row, 3)
        weight = matrix[row, 12]
        said = f"weight {weight:.2f}".replace("-", "−") if weight else "no edge"
        label = f"input row 2 column 2 to output row {r} column {c}: {said}"
        assert cell.get_attribute("aria-label") == label
        assert cell.get_attribute("aria-selected") == "true"
        opened.page.keyboard.press("ArrowDown")


@pytest.mark.parametrize(
    ("direction", "expected"),
    [
        ("backward", {"panel": "input", "index": [1, 2]}),
        ("forward", {"panel": "output", "index": [1, 0]}),
    ],
)
def test_a_click_in_the_matrix_chooses_its_column_or_row(explorer, direction, expected):
    opened = explorer(small(views=["edges", "matrix"], direction=direction))
    opened.page.mouse.click(*matrix_point(opened, 3, 7))
    opened.settle()
    assert opened.widget.selection == expected
    assert opened.page.locator(".cnnbp-chosen").first.is_visible()


def test_a_view_does_not_slide_away_from_under_the_pointer(explorer):
    opened = explorer(small(views=["edges", "matrix"]), width=1000)
    x, y = matrix_point(opened, 1, 6)
    place = opened.page.locator('[data-view="matrix"] [role="gridcell"]').bounding_box()
    opened.page.mouse.move(x, y)
    expect(opened.page.locator('[data-panel="input"] .cnnbp-chosen')).to_have_attribute(
        "data-flat", "6"
    )
    box = opened.page.locator('[data-view="matrix"] [role="gridcell"]').bounding_box()
    assert (box["x"], box["y"]) == (place["x"], place["y"])
    opened.page.mouse.down()
    opened.page.mouse.up()
    assert opened.widget.selection == {"panel": "input", "index": [1, 1]}
    sums = opened.page.locator(".cnnbp-sum")
    assert sums.evaluate("e => e.scrollHeight - e.clientHeight") == 0, "then it is shown whole"


def test_a_cell_of_a_view_keeps_the_focus_and_what_is_scrolled_stays(explorer):
    """A view that was moved with every choice lost both, and a preview by keys never ended."""
    opened = explorer(digit(views=["edges", "rotated", "table"]), width=1000)
    opened.page.set_viewport_size({"width": 1000, "height": 640})
    opened.settle()
    view = opened.page.locator(".cnnbp-scene > .cnnbp-views")
    view.evaluate("e => { e.scrollTop = 60 }")
    opened.page.locator('[data-panel="padded"] [data-flat="33"]').focus()
    opened.page.keyboard.press("ArrowRight")
    cell = opened.page.locator('[data-panel="padded"] [data-flat="34"]')
    expect(cell).to_be_focused()
    down = view.evaluate("e => e.scrollTop")
    assert down > 0
    opened.widget.selection = ("input", 2, 2)
    opened.settle()
    expect(cell).to_be_focused()
    assert view.evaluate("e => e.scrollTop") == down
    assert opened.errors == []


def test_the_strips_can_be_chosen_in(explorer):
    opened = explorer(small(views=["edges", "matrix"]))
    x, y = matrix_point(opened, 0, 0)
    cell = opened.page.locator('[data-view="matrix"] [role="gridcell"]')
    size = cell.bounding_box()["width"]
    opened.page.mouse.click(x + 25 * size + 8, y + 4 * size)  # δ stands beside the rows
    assert opened.widget.selection == {"panel": "delta", "index": [1, 1]}
    opened.settle()
    cell.focus()
    opened.page.keyboard.press("Control+End")  # the last column, which comes into sight
    bottom = "e => { for (; e; e = e.parentElement) e.scrollTop = e.scrollHeight }"
    opened.page.locator('[data-view="matrix"]').evaluate(bottom)
    opened.settle()
    last = cell.bounding_box()
    below = last["y"] + 1.5 * last["height"] + 8  # ∂C/∂a below the columns
    opened.page.mouse.click(last["x"] + last["width"] / 2, below)
    assert opened.widget.selection == {"panel": "gradient", "index": [4, 4]}


def test_the_matrix_is_worked_with_the_keyboard(explorer):
    opened = explorer(digit(views=["edges", "matrix"]))
    opened.page.locator('[data-view="matrix"] [role="gridcell"]').focus()
    for key in ["Control+Home", "ArrowRight", "ArrowRight", "ArrowDown"]:
        opened.page.keyboard.press(key)
    focused = opened.page.locator(":focus")
    assert focused.get_attribute("aria-colindex") == "3"
    ends = "input row 0 column 2 to output row 0 column 1"
    assert focused.get_attribute("aria-label").startswith(f"{ends}: ")
    assert focused.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    opened.page.keyboard.press("Enter")
    assert opened.widget.selection == {"panel": "input", "index": [0, 2]}
    opened.page.keyboard.press("End")
    assert opened.page.locator(":focus").get_attribute("aria-colindex") == "64"


def test_a_large_matrix_is_scaled_down_and_says_so(explorer):
    widget = DeltaFlow.convolution(RNG.random((64, 64)), KERNEL, views=["edges", "matrix"])
    opened = explorer(widget, spy=True)
    view = opened.page.locator('[data-view="matrix"]')
    expect(view.locator(".cnnbp-subtitle").first).to_contain_text("3844 × 4096")
    expect(view.locator(".cnnbp-subtitle").first).to_contain_text(
        re.compile(r"stands for (\d+) × \1 places")
    )
    areas = view.locator("canvas").evaluate_all("all => all.map(c => c.width * c.height)")
    assert max(areas) <= 1e6
    opened.page.evaluate("window.painted = []")
    widget.selection = ("input", 20, 30)
    opened.settle()
    near = opened.page.evaluate("window.painted.filter(p => p.class === 'cnnbp-matrix-near')")
    texts = [p["text"] for p in near]
    for name in ["18,28", "20,30", "∂C/∂a", "δ"]:
        assert name in texts
    for badge in range(1, 10):
        assert str(badge) in texts
    total = widget.layer.input_gradient[20, 30]
    assert f"{total:.2f}".replace("-", "−") in texts
    assert opened.errors == []


# ---- table


@pytest.mark.parametrize("selection", [("input", 2, 3), ("input", 0, 0), ("delta", 4, 1)])
def test_the_table_has_the_numbers_of_connections(explorer, selection):
    widget = digit(views=["edges", "table"], selection=selection)
    opened = explorer(widget)
    head, rows, table = table_rows(opened, "backward")
    assert head == ["edge", "input cell", "kernel cell", "w", "output cell", "δ", "product"]
    edges = widget.layer.connections
    flat = int(
        np.ravel_multi_index(selection[1:], IMAGE.shape if selection[0] == "input" else (6, 6))
    )
    ends = edges.source if selection[0] == "input" else edges.target
    found = np.flatnonzero(ends == flat)
    assert len(rows) == len(found)
    delta = DELTA.ravel()
    expected = sorted((edges.weight[e], delta[edges.target[e]]) for e in found)
    shown = sorted((float(row[3]), float(row[5])) for row in rows)
    assert np.array(shown) == pytest.approx(np.array(expected))
    for row in rows:
        assert float(row[6]) == pytest.approx(float(row[3]) * float(row[5]))
    if selection[0] == "input":
        total = float(table.locator("tfoot td").get_attribute("data-value"))
        assert total == pytest.approx(widget.layer.input_gradient[selection[1:]])


def test_a_weight_used_thousands_of_times_is_cut_and_can_be_shown_whole(explorer):
    widget = DeltaFlow.convolution(RNG.random((28, 28)), KERNEL, views=["edges", "table"])
    widget.selection = ("weights", 1, 1)
    opened = explorer(widget)
    head, rows, _ = table_rows(opened, "gradient")
    assert head == ["edge", "input cell", "a", "output cell", "δ", "product"]
    assert len(rows) == 200
    opened.page.get_by_role("button", name="Show all 676 edges").click()
    _, rows, table = table_rows(opened, "gradient")
    assert len(rows) == 676
    total = sum(float(row[5]) for row in rows)
    assert total == pytest.approx(widget.layer.parameter_gradient[1, 1])
    assert minus(table.locator("tfoot td").inner_text()) == pytest.approx(total, abs=0.5)


def test_every_panel_can_be_read_as_a_table(explorer):
    opened = explorer(digit(views=["edges", "table"], activation="sigmoid"))
    opened.page.get_by_text("All numbers, panel by panel").click()
    for panel in ["input", "weights", "delta", "gradient", "z_in", "sigma_prime", "input_delta"]:
        details = opened.page.locator(f'[data-table="{panel}"]')
        details.locator("summary").click()
        expect(details.locator("table")).to_be_visible()
        values = details.locator("td").evaluate_all("all => all.map(c => Number(c.dataset.value))")
        raw = next(p for p in opened.widget.current_scene["panels"] if p["id"] == panel)["values"]
        assert values == np.frombuffer(raw["data"], dtype=raw["dtype"]).tolist()
        count = raw["shape"][0]
        assert details.locator('th[scope="row"]').all_inner_texts() == [
            str(i) for i in range(count)
        ]


def test_the_text_can_be_copied_or_is_selected(explorer):
    widget = digit(views=["edges", "table"], selection=("input", 2, 3))
    opened = explorer(widget)
    opened.page.get_by_role("button", name="Copy as text").click()
    area = opened.page.locator("textarea.cnnbp-copy").first
    expect(opened.page.locator(".cnnbp-said").first).not_to_be_empty()
    assert not area.is_hidden(), "a bare page may not write to the clipboard"
    text = area.evaluate("a => a.value.slice(a.selectionStart, a.selectionEnd)")
    lines = [line.split("\t") for line in text.splitlines()]
    assert len(lines) == 1 + 9 + 1
    assert float(lines[-1][-1]) == pytest.approx(widget.layer.input_gradient[2, 3])


def test_a_large_panel_gives_the_neighbourhood_of_the_choice(explorer):
    widget = DeltaFlow.convolution(RNG.random((64, 64)), KERNEL, views=["edges", "table"])
    widget.selection = ("input", 20, 30)
    opened = explorer(widget)
    opened.page.get_by_text("All numbers, panel by panel").click()
    details = opened.page.locator('[data-table="input"]')
    details.locator("summary").click()
    expect(details.locator("td")).to_have_count(121)
    values = details.locator("td").evaluate_all("all => all.map(c => Number(c.dataset.value))")
    assert values == widget.layer.a[15:26, 25:36].ravel().tolist()
    widget.selection = ("input", 40, 10)
    opened.settle()
    values = details.locator("td").evaluate_all("all => all.map(c => Number(c.dataset.value))")
    assert values == widget.layer.a[35:46, 5:16].ravel().tolist()


# ---- the closer look, and pages of plates


# For each cell of a closer look: which of the texts its middle resembles most, and its border.
NEAREST = """([panel, texts]) => {
  const near = document.querySelector(`[data-panel="${panel}"] .cnnbp-near`);
  const cell = (near.width - 28) / 7, top = Math.ceil(cell / 2) - 7;
  const part = (pen, x, y) => {
    const {data} = pen.getImageData(Math.round(x) + 4, Math.round(y) + top, cell - 8, 14);
    const grey = Array.from({length: data.length / 4}, (_, i) => data[4 * i] + data[4 * i + 1]);
    const away = grey.map(g => Math.abs(g - grey[0])), most = Math.max(...away, 1);
    return away.map(d => d / most);
  };
  const pen = document.createElement("canvas").getContext("2d");
  Object.assign(pen, {textAlign: "center", textBaseline: "middle"});
  const family = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";
  pen.font = `${Math.min(11, cell * 0.3).toFixed(1)}px ${family}`;
  // Where text falls between two pixels, it may be drawn a part of a pixel away.
  const shifts = [-1, -0.5, 0, 0.5, 1];
  const places = shifts.flatMap(dx => shifts.map(dy => [dx, dy]));
  const patterns = texts.map(text => places.map(([dx, dy]) => {
    pen.fillStyle = "white";
    pen.fillRect(0, 0, cell, cell);
    pen.fillStyle = "black";
    pen.fillText(text, cell / 2 + dx, cell / 2 + 0.5 + dy);
    return part(pen, 0, 0);
  }));
  return texts.map((_, i) => {
    const [x, y] = [20 + (i % 7) * cell, 20 + Math.floor(i / 7) * cell];
    const seen = part(near.getContext("2d"), x, y);
    const apart = patterns.map(shifted => Math.min(
      ...shifted.map(p => p.reduce((sum, v, k) => sum + (v - seen[k]) ** 2, 0))));
    const border = near.getContext("2d").getImageData(x + 1, y + cell / 2, 1, 1).data;
    return {text: texts[apart.indexOf(Math.min(...apart))], border: [...border].slice(0, 3)};
  });
}"""
BADGES = ["0072b2", "d55e00", "009e73", "cc79a7", "b8860b", "56b4e9", "882255", "44aa99", "7b5aa6"]


def in_cell(value):
    """A number as a cell of the closer look holds it."""
    digits = 1 if abs(value) >= 10 else 2
    return f"{value:.{digits}f}".replace("-", "−")


def test_the_closer_look_shows_the_cells_around_the_choice(explorer):
    widget = DeltaFlow.convolution(RNG.random((64, 64)), KERNEL)
    opened = explorer(widget, spy=True)
    widget.selection = ("input", 20, 30)
    opened.settle()

    def seen(panel, values):
        texts = [in_cell(value) for value in values.ravel()]
        found = opened.page.evaluate(NEAREST, [panel, texts])
        assert [cell["text"] for cell in found] == texts, panel
        return found

    seen("input", widget.layer.a[17:24, 27:34])
    seen("gradient", widget.layer.input_gradient[17:24, 27:34])
    delta = seen("delta", widget.layer.delta[16:23, 26:33])
    # The nine lit cells have the kernel's colours, in reversed order.
    lit = [delta[7 * row + col]["border"] for row in (2, 3, 4) for col in (2, 3, 4)]
    assert [bytes(colour).hex() for colour in lit] == BADGES[::-1]
    drawn = [p["text"] for p in opened.page.evaluate("window.painted.filter(p => p.x === 9)")]
    assert sorted(drawn) == [str(n) for n in range(1, 10)]
    caption = opened.page.locator('[data-panel="input"] .cnnbp-magnifier .cnnbp-plate-name')
    expect(caption).to_have_text("closer: rows 17–23, columns 27–33")


def test_a_click_in_the_closer_look_chooses_and_does_not_slide_away(explorer):
    widget = DeltaFlow.convolution(RNG.random((64, 64)), KERNEL, selection=("input", 20, 30))
    opened = explorer(widget)
    near = opened.page.locator('[data-panel="input"] .cnnbp-near')
    box = near.bounding_box()
    cell = (box["width"] - 28) / 7
    near.click(position={"x": 20 + 5.5 * cell, "y": 20 + 1.5 * cell})
    assert opened.widget.selection == {"panel": "input", "index": [18, 32]}
    caption = opened.page.locator('[data-panel="input"] .cnnbp-magnifier .cnnbp-plate-name')
    expect(caption).to_have_text("closer: rows 17–23, columns 27–33")


def filters(**view):
    return DeltaFlow.convolution(RNG.random((3, 32, 32)), RNG.normal(size=(8, 3, 3, 3)), **view)


def test_many_plates_turn_to_what_is_lit(explorer):
    opened = explorer(filters(selection=("delta", 0, 10, 12)))
    kernel = opened.page.locator('[data-panel="weights"]')
    page = "select => select.selectedOptions[0].textContent"
    assert kernel.locator(".cnnbp-page").evaluate(page) == "f 0, channel 0"
    expect(kernel.locator(".cnnbp-plate")).to_have_count(1)
    opened.widget.selection = ("delta", 6, 10, 12)
    opened.settle()
    assert kernel.locator(".cnnbp-page").evaluate(page) == "f 6, channel 0"
    delta = opened.page.locator('[data-panel="delta"]')
    assert delta.locator(".cnnbp-page").evaluate(page) == "channel 6 of 8"
    assert opened.lit("weights") == set(range(6 * 27, 6 * 27 + 9))
    assert delta.locator(".cnnbp-chosen").get_attribute("data-flat") == str((6 * 30 + 10) * 30 + 12)
    opened.widget.selection = ("weights", 3, 2, 1, 1)
    opened.settle()
    assert kernel.locator(".cnnbp-page").evaluate(page) == "f 3, channel 2"
    assert delta.locator(".cnnbp-page").evaluate(page) == "channel 3 of 8"
    for panel in ("input", "gradient"):
        pager = opened.page.locator(f'[data-panel="{panel}"] .cnnbp-page')
        assert pager.evaluate(page) == "channel 2 of 3"


def test_pages_are_turned_by_hand_and_all_panels_follow(explorer):
    opened = explorer(filters(selection=("delta", 0, 20, 12)))
    kernel, source, output = (
        opened.page.locator(f'[data-panel="{name}"]') for name in ("weights", "input", "delta")
    )
    expect(kernel.locator(".cnnbp-elsewhere")).to_have_text("18 lit on other pages")
    lines = opened.page.locator(".cnnbp-stage .cnnbp-line")
    assert lines.count() == 9
    kernel.get_by_role("button", name="next page").click()
    expect(kernel.locator(".cnnbp-page")).to_have_value("1")
    expect(source.locator(".cnnbp-page")).to_have_value("1")
    expect(lines).to_have_count(9)
    output.get_by_label("output delta δ: page").select_option("channel 5 of 8")
    expect(kernel.locator(".cnnbp-page")).to_have_value(str(5 * 3 + 1))
    expect(lines).to_have_count(0)
    kernel.get_by_label("kernel w: page").select_option("f 0, channel 2")
    expect(output.locator(".cnnbp-page")).to_have_value("0")
    expect(source.locator(".cnnbp-page")).to_have_value("2")
    expect(lines).to_have_count(9)
    assert opened.errors == []


def test_many_small_plates_stay_inside_a_phone(explorer):
    widget = DeltaFlow.convolution(RNG.random((16, 7, 7)), RNG.normal(size=(8, 16, 3, 3)))
    widget.selection = ("input", 3, 3, 3)
    opened = explorer(widget, width=360)
    expect(opened.page.locator(".cnnbp-ledger")).to_be_visible()
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 360
    widget.direction = "forward"  # no ledger tells of it: the plates stand in panels
    opened.settle()
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 360
    kernel = opened.page.locator('[data-panel="weights"]')
    kernel.get_by_label("kernel w: page").select_option("f 6, channel 3")
    assert opened.lit("weights") >= {(6 * 16 + 3) * 9 + place for place in range(9)}
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 360


# ---- everyone


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_and_the_page_does_not_scroll_sideways(explorer, dark, width):
    views = ["edges", "matrix", "table"]
    opened = explorer(digit(views=views, selection=("input", 3, 4)), width=width, dark=dark)
    opened.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    opened.settle()
    assert violations(opened.page, ".cnnbp") == []
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width


def test_large_views_and_many_plates_are_fine_for_axe(explorer):
    for widget in (
        filters(selection=("input", 1, 20, 12), views=["edges", "matrix", "table"]),
        DeltaFlow.convolution(RNG.random((64, 64)), KERNEL, views=["edges", "matrix", "table"]),
    ):
        opened = explorer(widget)
        assert violations(opened.page, ".cnnbp") == []
        assert opened.errors == []
