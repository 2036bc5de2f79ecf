"""The front end's pure modules, run by node: one process for all that a test asks.

Arrays go to the browser as they do in a message, and come back as {"shape": …, "values": […]},
which is also what `readable` makes of Python's own messages.
"""

import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from support.explorer_page import encode
from support.programs import NO_NODE, find_node, required
from tools import bundle

CALL = """
import { readFileSync } from "node:fs";
import * as modules from "./modules.mjs";
const bytes = (_, value) =>
  value?.$bytes === undefined ? value : new Uint8Array(Buffer.from(value.$bytes, "base64"));
const types = { float64: Float64Array, uint32: Uint32Array };
const plain = (_, value) => {
  if (ArrayBuffer.isView(value)) return [...value];
  if (!value?.dtype) return value;
  return { shape: value.shape, values: [...new types[value.dtype](value.data.slice().buffer)] };
};
const asked = JSON.parse(readFileSync(0, "utf8"), bytes);
const answer = ANSWER;
console.log(JSON.stringify(asked.map(answer), plain));
"""


def in_node(folder: Path, names: list[str], asked: list[Any], answer: str) -> list[Any]:
    """For each of `asked` what `answer`, a function in JavaScript, makes of it.

    It knows the TypeScript files of `names`, such as "edges/builders", as `modules.builders`.
    """
    node = required(find_node(), "NODE", NO_NODE)
    try:
        esbuild = bundle.tool("esbuild")
    except (SystemExit, subprocess.CalledProcessError):
        pytest.skip("npm could not install what the front end's package-lock.json lists")
    entry = "".join(f'export * as {Path(name).name} from "./{name}";' for name in names)
    command = [esbuild, *bundle.OPTIONS, "--format=esm", f"--outfile={folder / 'modules.mjs'}"]
    subprocess.run(command, cwd=bundle.FRONTEND, input=entry, check=True, encoding="utf-8")
    (folder / "run.mjs").write_text(CALL.replace("ANSWER", answer), encoding="utf-8")
    done = subprocess.run(
        [node, folder / "run.mjs"],
        input=json.dumps(encode(asked)),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return json.loads(done.stdout)


def readable(message: Any) -> Any:
    """A message with its arrays as shapes and lists of numbers."""
    if isinstance(message, dict) and "dtype" in message:
        from cnnbp.widgets.wire.layer import unpack

        return {"shape": message["shape"], "values": unpack(message).ravel().tolist()}
    if isinstance(message, dict):
        return {key: readable(value) for key, value in message.items()}
    if isinstance(message, (list, tuple)):
        return [readable(value) for value in message]
    return message


def same(expected: Any, got: Any, where: str) -> None:
    """Texts and whole numbers alike, sums to rounding: σ is worked out by another library."""
    if isinstance(expected, dict) and expected.keys() >= {"shape", "values"}:
        assert got["shape"] == expected["shape"], where
        np.testing.assert_allclose(got["values"], expected["values"], 1e-12, 1e-12, err_msg=where)
    elif isinstance(expected, dict):
        assert got.keys() == expected.keys(), where
        for key in expected:
            same(expected[key], got[key], f"{where}.{key}")
    elif isinstance(expected, list):
        assert len(got) == len(expected), where
        for i, (one, other) in enumerate(zip(expected, got, strict=True)):
            same(one, other, f"{where}[{i}]")
    elif isinstance(expected, float):
        assert got == pytest.approx(expected, 1e-12, 1e-12), where
    else:
        assert got == expected, where
