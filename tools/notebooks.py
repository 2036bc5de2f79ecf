"""Run the lessons and store their outputs: `make notebooks`, or with ARGS="04" only those named so.

Each lesson runs from top to bottom in a fresh kernel. What differs from machine to machine or from
run to run is left out of the file (times, kernel version, widget state and model ids), so that a
diff shows what changed for the reader. Readers without a kernel see the widgets' pictures.
"""

import argparse
import time
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from tools import solutions

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = ROOT / "notebooks"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
# What authors may set on a cell; everything else is a front end's own note.
KEPT_CELL_METADATA = ("tags", "slideshow", "jupyter", "editable", "deletable")


def normalise_output(output: dict[str, Any]) -> None:
    """Drop the parts of one output that are random, or mean nothing without a kernel."""
    data = output.get("data", {})
    if len(data) > 1:
        data.pop(WIDGET_VIEW, None)
    if "metadata" in output:
        output["metadata"].pop(WIDGET_VIEW, None)


def normalise(notebook: Any, name: str) -> None:
    """Give the notebook the metadata, ids and outputs that every run of it has."""
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    notebook.metadata = nbformat.from_dict(METADATA)
    for number, cell in enumerate(notebook.cells):
        cell.id = f"{name[:3].rstrip('_')}-{number:03d}"
        kept = {key: cell.metadata[key] for key in KEPT_CELL_METADATA if key in cell.metadata}
        cell.metadata = nbformat.from_dict(kept)
        for output in cell.get("outputs", []):
            normalise_output(output)


def run(path: Path) -> None:
    """Execute one notebook in its own folder and write it back."""
    notebook = nbformat.read(path, as_version=4)
    if path == solutions.SOLUTIONS:
        solutions.write(notebook)
    client = NotebookClient(
        notebook,
        timeout=300,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
        store_widget_state=False,
        coalesce_streams=True,
    )
    client.execute()
    normalise(notebook, path.name)
    nbformat.validate(notebook)
    nbformat.write(notebook, path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="parts of file names; all lessons without any")
    names = parser.parse_args().names
    for path in sorted(NOTEBOOKS.rglob("*.ipynb")):
        if ".ipynb_checkpoints" in path.parts or (names and not any(n in path.name for n in names)):
            continue
        start = time.perf_counter()
        run(path)
        print(f"{path.relative_to(ROOT)}  {time.perf_counter() - start:.1f} s", flush=True)


if __name__ == "__main__":
    main()
