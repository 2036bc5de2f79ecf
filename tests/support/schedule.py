"""Which tests run first, and which stay together in one process when several run them.

A file is a unit of work: what its tests share is made once. The long units come first, so that no
process is left alone with one at the end. In the files of `SPREAD` each test is a unit: what these
share is made once for all processes (see shared.py), and together they would be too long a unit.
"""

from collections import Counter

SPREAD = {
    "tests/lessons/test_outputs.py",
    "tests/browser/test_site.py",
    "tests/browser/test_slides.py",
}
# One JupyterLab, and one page of it, serves these.
LAB = {
    "tests/browser/test_explorer_in_lab.py",
    "tests/browser/test_faults_in_lab.py",
    "tests/browser/test_jupyter.py",
    "tests/browser/test_lessons.py",
    "tests/browser/test_training.py",
}


def unit(nodeid: str) -> str:
    """Tests of one unit run one after the other in one process."""
    file = nodeid.partition("::")[0]
    return nodeid if file in SPREAD else "lab" if file in LAB else file


def longest_first(items: list) -> None:
    """Whole environments, then lessons, browser and the rest; large files before small ones."""
    sizes = Counter(unit(item.nodeid) for item in items)

    def key(item) -> tuple:
        file = item.nodeid.partition("::")[0]
        kinds = [item.get_closest_marker(kind) is None for kind in ("lessons", "browser")]
        builds = item.get_closest_marker("slow") is not None and file not in SPREAD
        return (not builds, *kinds, file not in SPREAD | LAB, -sizes[unit(item.nodeid)])

    items.sort(key=key)  # stable: a file's tests keep their order


def units(config, log):
    """pytest-xdist's scheduler for these units, in the order of the collection."""
    from xdist.scheduler.loadscope import LoadScopeScheduling

    class Units(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return unit(nodeid)

    config.option.loadscopereorder = False
    return Units(config, log)
