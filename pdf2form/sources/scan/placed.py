"""A recognised character with its ink: what everything that holds a network against the paper works on."""

from typing import NamedTuple

from pdf2form.page import Box
from pdf2form.sources.scan.letters import Letter
from pdf2form.sources.scan.pixels import Mask, Pixels, square

CERTAIN, UNCERTAIN = 0.999, 0.5
"""What the paper says of a character's own shape, and what it leaves open."""
OTHERS_TELL = 0.55
"""What its ink leaves open, and the same character elsewhere on the page may tell: see `twins`."""
LIKELY = 0.8
"""What the paper says and the network does not: certain if another one says so too."""
SURE = 0.9
"""A character less certain than this is doubted."""
SHADE = 0.25
"""What is darker than this share of the print beside it may be ink that was lost."""
UNREADABLE = "\ufffd"


class Paper(NamedTuple):
    """A flat page without its rulings."""

    dark: Mask
    """What is ink."""
    grey: Pixels
    """How dark everything is; paper is white."""
    shaded: bool = True
    """Its picture has greys."""

    def ink(self, box: Box) -> Mask:
        """Return what is ink in a box."""
        return self.dark[square(box)]

    def darkness(self, box: Box) -> Pixels:
        """Return how dark a box is, from 0 for white to 255."""
        return 255 - self.grey[square(box)]

    def is_white(self, box: Box, beside: Box) -> bool:
        """Whether nothing is in a box, not even as faint as lost ink is; without greys nobody can tell.

        Args:
            box: to look at.
            beside: of a character there, which tells how dark print is.
        """
        shades, print_ = self.darkness(box), self.darkness(beside)
        return self.shaded and bool(shades.size and print_.size) and int(shades.max()) < SHADE * int(print_.max())


class Placed(NamedTuple):
    """A character and the box of its ink, in pixels of the page."""

    letter: Letter
    ink: Box

    @property
    def width(self) -> float:
        """Of its ink, in pixels."""
        return self.ink.x1 - self.ink.x0

    @property
    def height(self) -> float:
        """Of its ink, in pixels."""
        return self.ink.bottom - self.ink.top

    @property
    def middle(self) -> float:
        """Of its ink, from the left, in pixels."""
        return (self.ink.x0 + self.ink.x1) / 2

    @property
    def is_chinese(self) -> bool:
        """Whether it is a Chinese character, and no sign."""
        return "\u4e00" <= self.letter.text <= "\u9fff"

    @property
    def is_open(self) -> bool:
        """Whether its ink leaves open what it is, whatever a network says."""
        return self.letter.confidence in (UNCERTAIN, OTHERS_TELL)

    def read(self, text: str, confidence: float) -> "Placed":
        """Return it as another character."""
        return self._replace(letter=self.letter._replace(text=text, confidence=confidence, wide=False))

    def doubted(self, most: float = UNCERTAIN) -> "Placed":
        """Return it as no more certain than this."""
        return self._replace(letter=self.letter._replace(confidence=min(self.letter.confidence, most)))
