"""The one palette. Figures and still pictures read it here; the browser's script holds a copy.

Badges number the edges; they are after Okabe and Ito's colour-blind-safe set, extended to nine.
Signed values run from `negative` over `zero` to `positive`, images from `paper` to `full_ink`.
"""

import json
from pathlib import Path

PALETTE = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
BADGES: tuple[str, ...] = tuple(PALETTE["badges"])
LIGHT: dict[str, str] = PALETTE["light"]
