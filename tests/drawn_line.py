"""Lines of a few signs drawn as ink, for the tests of what ink says against a network."""

import cv2
import numpy as np
from numpy.typing import NDArray

from pdf2form.page import Box
from pdf2form.sources.scan.letters import Letter
from pdf2form.sources.scan.placed import Paper, Placed
from pdf2form.sources.scan.signs import settle

EM = 30.0
Ink = NDArray[np.uint8]


def page() -> Ink:
    return np.zeros((60, 400), np.uint8)


def printed(ink: Ink) -> Paper:
    """What is drawn, black on white."""
    return Paper(ink > 0, np.where(ink > 0, np.uint8(0), np.uint8(255)))


def at(ink: Ink, x: int, width: int) -> Box:
    """The box of what is drawn between two columns."""
    rows, columns = np.nonzero(ink[:, x : x + width])
    return Box(float(x + columns.min()), float(rows.min()), float(x + columns.max() + 1), float(rows.max() + 1))


def bar(ink: Ink, x: int, y: int, width: int) -> None:
    cv2.rectangle(ink, (x, y), (x + width - 1, y + 2), 1, -1)


def block(ink: Ink, x: int, width: int = 12, height: int = 21) -> None:
    """What is as large as a figure, or a character."""
    cv2.rectangle(ink, (x, 41 - height), (x + width - 1, 40), 1, 2)


def placed(ink: Ink, text: str, x: int, width: int, confidence: float = 0.9, *others: str) -> Placed:
    pairs = tuple((other, 0.05) for other in others)
    return Placed(Letter(text, 0.0, 1.0, confidence, pairs), at(ink, x, width))


def text(found: list[Placed]) -> str:
    return "".join(each.letter.text for each in found)


def settled(ink: Ink, *line: Placed) -> str:
    return text(settle(line, printed(ink), EM))
