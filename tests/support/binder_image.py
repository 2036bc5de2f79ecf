"""The Python packages of Binder's base image, with their versions, as repo2docker lists them."""

import re
from importlib.metadata import files

from packaging.version import InvalidVersion, Version

# Conda's names of PyPI's packages, where the two differ.
RENAMED = {
    "brotli-python": "brotli",
    "jupyterhub-base": "jupyterhub",
    "nbconvert-core": "nbconvert",
    "python-fastjsonschema": "fastjsonschema",
}
# Time zones are numbered differently on PyPI; setuptools and wheel are of the environment itself.
LEFT_OUT = {"tzdata", "python", "pip", "setuptools", "wheel"}
ASKED_FOR = (
    "jupyterlab",
    "notebook",
    "ipywidgets",
    "ipykernel",
    "nbconvert",
    "jupyterhub",
    "jupyter-resource-usage",
    "jupyter-offlinenotebook",
)


def versions(python: str = "3.12") -> dict[str, str]:
    """`{"jupyterlab": "4.4.9", …}` for every package of the image (some are no Python packages)."""
    lock = f"repo2docker/buildpacks/conda/environment.py-{python}-linux-64.lock"
    (file,) = (file for file in files("jupyter-repo2docker") or [] if str(file) == lock)
    text = file.read_text(encoding="utf-8")
    found = {}
    for name, version in re.findall(r"/([^/\s]+)-([^-/\s]+)-[^-/\s]+\.(?:conda|tar\.bz2)#", text):
        try:
            Version(version)
        except InvalidVersion:
            continue
        if name not in LEFT_OUT and name[0] != "_":
            found[RENAMED.get(name, name)] = version
    return found


def requirements(python: str = "3.12") -> list[str]:
    """What pip is asked for so that the image's front ends are there."""
    known = versions(python)
    return [f"{name}=={known[name]}" for name in ASKED_FOR]
