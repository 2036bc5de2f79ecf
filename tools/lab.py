"""Open the lessons in JupyterLab: `.venv/bin/python tools/lab.py [JupyterLab's options]`."""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FIRST_LESSON = "notebooks/00_start_here.ipynb"
# JupyterLab would ask on first start whether it may fetch news, and look for updates.
QUIET = {"fetchNews": "false", "checkForUpdates": False}


def has_display(platform: str, environ: Mapping[str, str]) -> bool:
    """Whether a browser window can open: always on a Mac, on Linux only with a display."""
    if platform == "darwin" or environ.get("BROWSER"):
        return True
    return bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def arguments(platform: str, environ: Mapping[str, str], is_root: bool) -> list[str]:
    """JupyterLab's command line; a busy port makes Jupyter itself try the next ones."""
    options = [f"--ServerApp.root_dir={ROOT}", "--LabApp.extension_manager=readonly"]
    # The address stands alone on the screen, and no language servers are looked for.
    options += ["--Application.log_level=WARN", "--LanguageServerManager.autodetect=False"]
    if (ROOT / FIRST_LESSON).exists():
        options.append(f"--LabApp.default_url=/lab/tree/{FIRST_LESSON}")
    if is_root:
        options.append("--allow-root")
    if not has_display(platform, environ):
        options.append("--no-browser")
    return options


def write_settings(folder: Path) -> None:
    """Switch JupyterLab's news question off, unless the learner has chosen something already."""
    path = folder / "@jupyterlab/apputils-extension/notification.jupyterlab-settings"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(QUIET))


if __name__ == "__main__":
    if "JUPYTERLAB_SETTINGS_DIR" in os.environ:
        write_settings(Path(os.environ["JUPYTERLAB_SETTINGS_DIR"]))
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    options = arguments(sys.platform, os.environ, is_root)
    if "--no-browser" in options:
        print(
            "No display: open the address below in a browser. Ctrl-C stops the server.", flush=True
        )
    command = [sys.executable, "-m", "jupyterlab", *options, *sys.argv[1:]]
    os.execv(sys.executable, command)
