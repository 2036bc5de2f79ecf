"""Make the README's pictures of the explorer: `make screenshots`.

A real explorer in a real browser, light and dark, at twice the size for sharp screens. The same
machine makes the same picture each time; the fonts are the machine's.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import numpy as np  # noqa: E402
from PIL import Image  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402
from support.explorer_page import ExplorerPage  # noqa: E402
from support.programs import NO_BROWSER, find_browser  # noqa: E402

from cnnbp import datasets  # noqa: E402
from cnnbp.widgets import DeltaFlow  # noqa: E402

TARGET = ROOT / "notebooks" / "images"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--font-render-hinting=none"]
WIDTH = 1160


def explorer() -> DeltaFlow:
    """A digit, a kernel, and the pixel through which nine deltas flow back."""
    digit = datasets.load_digits().images[0]
    kernel = np.array([[0.8, -0.3, 0.1], [0.5, 1.0, -0.6], [-0.9, 0.2, 0.4]])
    delta = np.round(np.random.default_rng(0).normal(0, 0.5, (6, 6)), 2)
    return DeltaFlow.convolution(digit, kernel, delta, selection=("input", 3, 4))


def main() -> None:
    TARGET.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        path = find_browser(playwright.chromium.executable_path)
        if path is None:
            raise SystemExit(NO_BROWSER)
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        for name, dark in {"explorer": False, "explorer_dark": True}.items():
            page = browser.new_page(
                viewport={"width": WIDTH, "height": 800},
                device_scale_factor=2,
                reduced_motion="reduce",
            )
            shown = ExplorerPage(page, explorer(), dark=dark, kernel=False)
            shown.settle()
            if shown.errors:
                raise SystemExit("\n".join(shown.errors))
            file = TARGET / f"{name}.png"
            page.locator(".cnnbp").screenshot(path=file)
            # A quarter of the bytes; of Pillow's palettes the one that keeps every badge's colour.
            octree, none = Image.Quantize.FASTOCTREE, Image.Dither.NONE
            picture = Image.open(file).convert("RGB").quantize(256, octree, dither=none)
            picture.save(file, optimize=True)
            print(f"{file.relative_to(ROOT)}: {file.stat().st_size / 1000:.0f} kB")
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
