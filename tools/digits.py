"""Writes cnnbp/data/digits.npz from scikit-learn's copy of the UCI digits. Needs scikit-learn.

Run from the top of the repository: python tools/digits.py
"""

from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

TARGET = Path(__file__).parents[1] / "cnnbp" / "data" / "digits.npz"


def main():
    digits = load_digits()
    images, labels = digits.images.astype(np.uint8), digits.target.astype(np.uint8)
    assert np.array_equal(images, digits.images), "grey values are whole numbers from 0 to 16"
    np.savez_compressed(TARGET, images=images, labels=labels)
    print(f"{TARGET.name}: {images.shape}, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
