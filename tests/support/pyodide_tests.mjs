// pytest inside Pyodide: node pyodide_tests.mjs PYODIDE WHEELS CHECKOUT TESTS...
import { pathToFileURL } from "node:url";

const [pyodide, wheels, checkout, ...tests] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${pyodide}/pyodide.mjs`));
const python = await loadPyodide({ indexURL: pyodide, env: { CI: "1", HOME: "/home/pyodide" } });
await python.loadPackage(["numpy", "scipy"], { messageCallback: () => {} });
for (const [name, folder] of Object.entries({ wheels, checkout })) {
  python.FS.mkdir(`/${name}`);
  python.mountNodeFS(`/${name}`, folder);
}
python.globals.set("tests", python.toPy(tests));
// No bytecode: the folder is the real one. The settings in pyproject.toml name plugins.
process.exitCode = await python.runPythonAsync(`
import os, sys
from pathlib import Path

import numpy as np

assert np.intp(0).itemsize == 4, "expected indices of 32 bits"
sys.dont_write_bytecode = True
sys.path += ["/checkout", "/checkout/tests", *map(str, Path("/wheels").glob("*.whl"))]
os.chdir("/checkout")

import pytest

options = ["-q", "-p", "no:cacheprovider", "-c", "/dev/null", "--rootdir", "/checkout"]
int(pytest.main([*options, "--import-mode=importlib", *tests]))
`);
