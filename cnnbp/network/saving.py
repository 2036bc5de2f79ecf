"""Files of networks: plain arrays and JSON text in .npz, nothing that can run code when read."""

from __future__ import annotations

import json
import os
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cnnbp._core.types import Array

FORMAT = "cnnbp network 1"


def write(path: str | os.PathLike[str], plan: dict[str, Any], arrays: Mapping[str, Array]) -> None:
    """Write a plan, which JSON can hold, and arrays. The file is complete or not there at all."""
    stored = {"format": np.array(FORMAT), "plan": np.array(json.dumps(plan)), **arrays}
    part = f"{os.fspath(path)}.part"
    with open(part, "wb") as file:
        np.savez(file, **stored)  # type: ignore[arg-type]
    os.replace(part, path)


def read(path: str | os.PathLike[str]) -> dict[str, Array]:
    """What `write` wrote, the plan as text. FileNotFoundError; ValueError for any other file."""
    try:
        with np.load(path, allow_pickle=False) as file:
            stored = {name: file[name] for name in file.files}
    except (ValueError, OSError, EOFError, zipfile.BadZipFile, TypeError) as problem:
        if isinstance(problem, FileNotFoundError):
            raise
        raise foreign(path, "it cannot be read") from problem
    if "format" not in stored or str(stored["format"]) != FORMAT:
        raise foreign(path, f"it does not say {FORMAT!r}")
    return stored


def fill(
    arrays: Mapping[str, Array], stored: Mapping[str, Array], path: str | os.PathLike[str]
) -> None:
    """Copy what was stored into arrays of the same names, shapes and types."""
    for name, array in arrays.items():
        found = stored.get(name)
        if found is None or found.shape != array.shape or found.dtype != array.dtype:
            got = "nothing" if found is None else f"{found.dtype} {found.shape}"
            raise foreign(path, f"{name}: got {got}, not {array.dtype} {array.shape}")
        array[...] = found


def foreign(path: str | os.PathLike[str], why: str) -> ValueError:
    """The error for a file that `Network.save` did not write."""
    return ValueError(f"path: got {os.fspath(path)!r}, expected a file of Network.save; {why}")
