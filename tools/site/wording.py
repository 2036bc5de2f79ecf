"""What a page or a slide says where a notebook speaks to somebody who runs its cells.

A cell with the tag `notebook-only` has no place there. The words of the others are replaced
by the table below; a test finds each of them in a lesson.
"""

import copy
from typing import Any

ONLY = "notebook-only"
WORDS = (
    # what a notebook says, and what is said in its place
    (
        "run each cell with <kbd>Shift</kbd> + <kbd>Enter</kbd>, click, and check that your "
        "installation works.",
        "predict, click, and compare.",
    ),
    ("before you run the next cell.", "before you look on."),
    ("Then run the cell. You see the picture", "Below you see the picture"),
    ("Then run the cell. It shows the whole derivation", "Below is the whole derivation"),
    (" Then run the cell below the explorer.", ""),
    ("Run the cell and answer in the explorer", "Answer in the explorer"),
    ("Run the cell and mark them", "Mark them"),
    ("Read it, and run it. Then", "Read it. With Python, run it. Then"),
    ("Read it and run it. Then", "Read it. With Python, run it. Then"),
    ("Run it, and find line 6 in it. Then", "Find line 6 in it. Then, with Python,"),
    ("**Change me:**", "**Change me, with Python:**"),
    (
        "Your attempts are kept as long as the kernel runs, so that you, or a teacher, can look at "
        "them. Nobody else sees them. When you save the notebook, they are saved with it: opened "
        "again, the explorer shows your last answer, until you run its cell anew.",
        "Your attempts stay on this page until you close it. Nobody else sees them. Python keeps a "
        "list of them:",
    ),
    (
        "Every cell can be changed and run again. Then choose *Run → Run All Cells*, because a "
        "cell needs those before it. Do the same when you open a lesson again and an explorer does "
        "not answer. To begin afresh, choose *Kernel → Restart Kernel and Run All Cells*.",
        "Use *Edit* and *Settings* of an explorer here. To change the code, "
        "[run the lesson with Python](#set-up).",
    ),
    ("## Exercises\n\n", "## Exercises\n\n(To run and check them, [you need Python](#set-up).) "),
)


def on_a_page(notebook: Any) -> Any:
    """The notebook in the words of pages and slides; what was given stays as it is."""
    said = copy.copy(notebook)
    said["cells"] = [
        _said(cell) for cell in notebook.cells if ONLY not in cell.metadata.get("tags", [])
    ]
    return said


def _said(cell: Any) -> Any:
    if cell.cell_type != "markdown":
        return cell
    said = copy.copy(cell)
    for here, there in WORDS:
        said["source"] = said["source"].replace(here, there)
    return said
