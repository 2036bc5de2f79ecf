"""Write the code cells of the solutions from the exercises: `python -m tools.solutions`.

`make notebooks` does it too, before it runs them. The text between the cells is written by hand.
An exercise that has no cell yet gets one at the end, to be moved to its lesson.
"""

import re
from pathlib import Path
from typing import Any

import nbformat

from cnnbp import exercises

SOLUTIONS = Path(__file__).resolve().parents[1] / "notebooks" / "solutions.ipynb"


def code(name: str, form: str = "solution", answer: str = "") -> str:
    """A cell with the code of an exercise, without its docstring, and a check of it."""
    text = re.sub(r'\n    """.*?"""', "", exercises.show(name, form).text, count=1, flags=re.S)
    function = re.match(r"def (\w+)", text)
    assert function
    return f'{text}\n\n\nexercises.check("{name}", {answer or function[1]})'


def write(notebook: Any) -> None:
    """Put the solutions into the cells that check them."""
    for name in exercises.available():
        source = code(name)
        head, check = source.partition("(")[0], source.splitlines()[-1]
        cells = [c for c in notebook.cells if c.cell_type == "code" and check in c.source]
        cell = next((c for c in cells if c.source.startswith(head)), None)
        if cell is None:
            title = exercises.show(name).text.partition("\n")[0]
            cell = nbformat.v4.new_code_cell()
            notebook.cells += [nbformat.v4.new_markdown_cell(f"### {title}"), cell]
        cell.source = source


def main() -> None:
    notebook = nbformat.read(SOLUTIONS, as_version=4)
    write(notebook)
    nbformat.write(notebook, SOLUTIONS)


if __name__ == "__main__":
    main()
