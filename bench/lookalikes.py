"""Characters told by the places where they differ, in faces that the places were not measured on.

`python -m bench.lookalikes [FOLDER]`, with the fonts of CONTRIBUTING.md in the folder: the table is measured anew on
eight of the twelve faces, and each of its pairs drawn in the other four, as a scan would have it. Ten minutes.
"""

import sys
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from fixtures.alike import characters
from fixtures.differences import FACES, FOLDER, Pair, font_of, pairs_of
from pdf2form.sources.scan.lookalikes import MARGIN, find_share

LEFT_OUT = (1, 4, 9, 11)
"""Of the faces: two Song, a Hei and a Kai."""
DARKER, INK = 0.42, 20
"""What is darker than this share of the darkest is ink of a scan, and how bright print is."""


class Scan(NamedTuple):
    """How large and how poor characters are."""

    size: int
    blur: float
    noise: float
    bilevel: bool


SCANS = (
    Scan(44, 1.1, 5.0, bilevel=False),
    Scan(28, 0.9, 6.0, bilevel=False),
    Scan(28, 0.8, 6.0, bilevel=True),
    Scan(20, 0.8, 6.0, bilevel=False),
)


class Told(NamedTuple):
    """Of how many characters something is said."""

    all: int
    right: int
    wrong: int


def main(folder: Path) -> None:
    """Print the table."""
    used = [k for k in range(len(FACES)) if k not in LEFT_OUT]
    pairs = pairs_of([*characters()], folder, used)
    print(f"{len(pairs):,} pairs, measured on {len(used)} faces")
    print("| face | pixels | black and white | told for what they are % | for the other one % |")
    print("| --- | --- | --- | --- | --- |")
    for face in LEFT_OUT:
        for scan in SCANS:
            path, index = FACES[face]
            told = tell(pairs, folder / path, index, scan)
            shares = " | ".join(f"{100 * count / told.all:.2f}" for count in (told.right, told.wrong))
            print(f"| {Path(path).stem} | {scan.size} | {'yes' if scan.bilevel else ''} | {shares} |", flush=True)


def tell(pairs: list[Pair], path: Path, index: int, scan: Scan) -> Told:
    """Tell both characters of each pair from the other one."""
    dice = np.random.default_rng(0)
    drawn: dict[str, NDArray[np.uint8]] = {}
    right = wrong = 0
    for pair in pairs:
        for k, text in enumerate(pair.texts):
            if text not in drawn:
                drawn[text] = scanned(text, path, index, scan, dice)
            share = find_share(drawn[text], pair.places, *pair.bounds)
            share = 1 - share if k else share
            right += share <= MARGIN
            wrong += share >= 1 - MARGIN
    return Told(2 * len(pairs), right, wrong)


def scanned(text: str, path: Path, index: int, scan: Scan, dice: np.random.Generator) -> NDArray[np.uint8]:
    """Return the shades of a character as a scan has them, in the box of its ink."""
    picture = Image.new("L", (2 * scan.size, 2 * scan.size), 255)
    ImageDraw.Draw(picture).text((scan.size // 2, scan.size // 3), text, font=font_of(path, index, scan.size), fill=INK)
    blurred = cv2.GaussianBlur(np.asarray(picture, np.float32), (0, 0), scan.blur)
    shades = np.clip(255 - blurred - dice.normal(0, scan.noise, blurred.shape), 0, 255)
    ink = shades > DARKER * np.percentile(shades, 99.5)
    rows, columns = (np.flatnonzero(ink.any(axis=axis)) for axis in (1, 0))
    box = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    return np.asarray(255 * ink[box] if scan.bilevel else shades[box], np.uint8)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
