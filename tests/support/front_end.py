"""The front end's pure modules, run by node: one process for all that a test asks."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from support.programs import NO_NODE, find_node, required
from tools import bundle

CALL = """
import {{ readFileSync }} from "node:fs";
import * as module from "./module.mjs";
{setup}
const asked = JSON.parse(readFileSync(0, "utf8"));
const plain = (_, value) => ArrayBuffer.isView(value) ? [...value] : value;
console.log(JSON.stringify(asked.map({answer}), plain));
"""


def in_node(folder: Path, entry: str, asked: list[Any], answer: str, setup: str = "") -> list[Any]:
    """For each of `asked` what `answer`, a function in JavaScript, makes of it.

    It knows what the TypeScript file `entry` exports as `module`. Typed arrays come as lists.
    """
    node = required(find_node(), "NODE", NO_NODE)
    try:
        esbuild = bundle.tool("esbuild")
    except (SystemExit, subprocess.CalledProcessError):
        pytest.skip("npm could not install what the front end's package-lock.json lists")
    command = [esbuild, entry, *bundle.OPTIONS, "--format=esm"]
    outfile = f"--outfile={folder / 'module.mjs'}"
    subprocess.run([*command, outfile], cwd=bundle.FRONTEND, check=True)
    program = CALL.format(setup=setup, answer=answer)
    (folder / "run.mjs").write_text(program, encoding="utf-8")
    done = subprocess.run(
        [node, folder / "run.mjs"],
        input=json.dumps(asked),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return json.loads(done.stdout)
