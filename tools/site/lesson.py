"""A lesson with fresh outputs, and its widgets as a page without a kernel needs them.

Any anywidget class will do: its module and its styles come with its traits. The lesson runs with
CNNBP_PREPARE set, so that each widget brings the verdicts that only Python knows.
"""

import base64
import gzip
import hashlib
import json
import os
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from cnnbp.widgets.wire import prepared
from tools import bundle

SOURCE = Path(__file__).resolve().parent
STATE = "application/vnd.jupyter.widget-state+json"
# What belongs to the kernel's side, or is kept apart: a module and its styles once for a page.
NOT_NEEDED = {"_esm", "_css", "_anywidget_id", "_dom_classes", "layout", "tabbable", "tooltip"}


@dataclass
class Widgets:
    """The live widgets of a page: their traits by model id, and the modules that draw them."""

    models: dict[str, Any] = field(default_factory=dict)
    modules: dict[str, str] = field(default_factory=dict)
    styles: dict[str, None] = field(default_factory=dict)
    pool: dict[str, int] = field(default_factory=dict)

    def add(self, model_id: str, model: dict[str, Any]) -> None:
        """One widget; numbers that several have, such as a digit, are kept once."""
        state = model["state"]
        module = bundle.unpack(state["_esm"])  # a page's policy lets no script unpack another
        key = f"module_{hashlib.sha256(module.encode()).hexdigest()[:12]}"
        self.modules[key] = module
        self.styles[state.get("_css", "")] = None
        buffers = [b for b in model.get("buffers", []) if b["path"][0] not in NOT_NEEDED]
        numbers = [self.pool.setdefault(b["data"], len(self.pool)) for b in buffers]
        self.models[model_id] = {
            "module": key,
            "state": {name: value for name, value in state.items() if name not in NOT_NEEDED},
            "buffers": [[b["path"], n] for b, n in zip(buffers, numbers, strict=True)],
        }

    def only(self, model_id: str) -> "Widgets":
        """One widget alone, for a page of its own."""
        model, numbers = self.models[model_id], list(self.pool)
        chosen = Widgets(modules={model["module"]: self.modules[model["module"]]})
        chosen.styles = dict(self.styles)
        buffers = [[path, numbers[number]] for path, number in model["buffers"]]
        packed = [[p, chosen.pool.setdefault(d, len(chosen.pool))] for p, d in buffers]
        chosen.models[model_id] = {**model, "buffers": packed}
        return chosen

    def data(self) -> str:
        """All traits as JSON, packed to about a tenth of its size, as base64."""
        page = {"models": self.models, "pool": list(self.pool), "python": prepared.words()}
        text = json.dumps(page, ensure_ascii=False, separators=(",", ":"))
        return base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()

    def script(self, entry: str = "host.js") -> str:
        """The modules and what starts them as one classic script.

        `entry` is a file beside this one that exports `start(modules)`.
        """
        esbuild = bundle.install_tools() / ("esbuild.cmd" if os.name == "nt" else "esbuild")
        with tempfile.TemporaryDirectory() as folder:
            lines = [f"import {{ start }} from {json.dumps((SOURCE / entry).as_posix())};"]
            for key, text in self.modules.items():
                (Path(folder) / f"{key}.js").write_text(text, encoding="utf-8")
                lines.append(f"import {key} from './{key}.js';")
            lines.append(f"start({{{', '.join(self.modules)}}});")
            (Path(folder) / "page.js").write_text("\n".join(lines), encoding="utf-8")
            command = [str(esbuild), "page.js", "--bundle", "--format=iife", "--target=es2022"]
            command += ["--minify-whitespace", "--charset=utf8", "--legal-comments=none"]
            command += ["--log-level=warning"]
            run = subprocess.run(
                command, cwd=folder, check=True, stdout=subprocess.PIPE, encoding="utf-8"
            )
        return run.stdout.replace("</script", "<\\/script")


def executed(path: Path) -> Any:
    """The notebook after a run in a fresh kernel, with the state of its widgets."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=300,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
        store_widget_state=True,
        coalesce_streams=True,
        extra_arguments=["--IPKernelApp.log_level=40"],
    )
    client.execute(env={**os.environ, "CNNBP_PREPARE": "1"})
    return notebook


def widgets_of(notebook: Any) -> Widgets:
    """Every anywidget of the notebook that has a scene; what has none only talks to a kernel."""
    found = Widgets()
    states = notebook.metadata.get("widgets", {}).get(STATE, {}).get("state", {})
    for model_id, model in states.items():
        if model["model_module"] == "anywidget" and "scene" in model["state"]:
            found.add(model_id, model)
    return found
