"""Each lesson runs in a fresh kernel and shows what its file has stored.

One run serves all: pages and decks are made from it too (support/shared.py). `pytest --nbval` is
the same comparison for a learner, who has no more than requirements.txt.
"""

import nbformat
import pytest
from support import shared

from tools import notebooks

pytestmark = pytest.mark.lessons
# Pictures differ with the fonts; that there is one is compared.
DRAWN = ("image/png", "image/jpeg")


def shown(cell):
    """A cell's outputs as they are stored; a stream may arrive in pieces."""
    found = []
    for output in nbformat.from_dict(cell.outputs):
        output.get("data", {}).update(dict.fromkeys(set(output.get("data", {})) & set(DRAWN)))
        if found and output.output_type == "stream" and found[-1].get("name") == output.name:
            found[-1].text += output.text
        else:
            found.append(output)
    return found


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


@pytest.mark.parametrize("path", sorted(notebooks.NOTEBOOKS.glob("*.ipynb")), ids=lambda p: p.stem)
def test_a_fresh_run_shows_what_is_stored(path, tmp_path_factory):
    stored = nbformat.read(path, as_version=4)
    fresh = shared.ran(path, shared.folder(tmp_path_factory))
    notebooks.normalise(fresh, path.name)
    assert [cell.source for cell in code(fresh)] == [cell.source for cell in code(stored)]
    for new, old in zip(code(fresh), code(stored), strict=True):
        assert new.execution_count == old.execution_count
        if "nbval-ignore-output" not in old.metadata.get("tags", []):
            assert shown(new) == shown(old), old.source
