"""What a stamp may have taken of a character or hidden beside it, and what a pen wrote over it."""

from collections.abc import Sequence
from statistics import median

import cv2
import numpy as np

from pdf2form.page import Box
from pdf2form.sources.scan import stamps
from pdf2form.sources.scan.flat import Flat
from pdf2form.sources.scan.pixels import Mask, square
from pdf2form.sources.scan.placed import SHADE, Placed
from pdf2form.sources.scan.points import GROUP, count_figures

WRITTEN = 0.2
"""Share of the ink of a character that has a colour, if somebody wrote it."""
DASHES = frozenset("-—")
POINTS, ROOM = DASHES | frozenset(".,:;'、。，；："), 0.2
"""What a stamp hides most easily, and white that has room for it. Ems."""
TAKEN = (stamps.STAMPED, stamps.COVERED)
"""Where a stamp was."""
SIGN, COVERING = (0.1, 0.8), 0.25
"""Where a sign stands beside a number, in ems; and what of it a grey stamp covers that may have taken it along."""
PITCH = 0.8
"""Figures with a point between them are further apart than this, from middle to middle, in heights of theirs: 1.11 to
1.4 in the fonts of our scans, less in narrow ones; neighbours mostly 0.7 to 0.8, also 1 and 1 with much white."""
FOOT = (0.2, 0.1)
"""A point stands so far above and below the foot of figures. Ems."""
ABOVE = 0.35
"""No point, and no comma, is higher above the foot of figures. Ems."""
STANDING, DARK = frozenset(".,、，。"), 0.6
"""Points that are certain where a stamp was, if they are so dark beside the characters of their line. Points of print
have 0.66 and more there; what is left of a stamp is fainter than a third of print."""
TWO_POINTS, TAIL = frozenset(":;"), 0.15
"""Marks of two points, each of which has to be so; and how far below them the tail of a ; ends. Ems."""
DOT = (0.26, 0.35)
"""And if their ink is no wider and higher than a mark alone. Ems."""
RING = 0.32
"""How wide 、 and 。 are, at most. Ems."""
HIGH, PART = 0.5, 0.4
"""A piece of ink that is higher, in ems, is none of a point if such a share of its width is a character's beside it."""
LINE = 1.5
"""So far above a full stop in a line of its own its sentence stands. Ems."""
RING_AND_PAPER = 3
"""What is not ink of a ring: its hole, the paper around, and what cv2 counts for the ink itself."""
LONG, AMID = 2.0, (0.35, 0.75)
"""A dash is so many times as long as high, and lies in this part of the height of figures."""
AROUND = 0.35
"""So far around a dash another stroke of its sign would stand. Ems."""
WIDE = 0.8
"""How wide a figure is that has nothing beside it: 0.76 in wide fonts. Heights of it."""
PIECE = 0.05
"""A piece of a figure has such a share of its ink; less is what surrounds it."""
NEAR = 3
"""So near to a character a stamp may hide a part of it. Pixels."""


def is_written(each: Placed, flat: Flat) -> bool:
    """Whether a character has a colour or is pale, so that it may be a piece of a stamp; or somebody wrote over it."""
    if flat.inks is None:
        return False
    inks, ink = flat.inks[square(each.ink)], flat.dark[square(each.ink)]
    if (inks == stamps.DRAWN).sum() > WRITTEN * max(1, ink.sum()):
        return True
    coloured = (inks == stamps.COLOUR) | (inks == stamps.REMAINS)
    return bool((coloured & ink).sum() > WRITTEN * max(1, ink.sum()))


def may_hide(k: int, placed: Sequence[Placed], flat: Flat, em: float) -> bool:
    """Whether a stamp may have hidden something beside a character or of a point, however whole what is left looks."""
    if flat.inks is None:
        return False
    each = placed[k]
    if _may_lack_sign(k, placed, flat, em):
        return True
    if each.letter.text in POINTS - DASHES:
        return _is_stamped(each, flat, NEAR) and not _stands_out(k, placed, flat, em)
    gap = _find_room(k, placed, em)
    return gap is not None and _is_stamped(each._replace(ink=gap), flat) and not _is_empty(gap, each, flat, em)


def _is_empty(gap: Box, beside: Placed, flat: Flat, em: float) -> bool:
    """Whether nothing was at the foot of a gap under a coloured stamp: black has a shade there still, half of its own.

    What a grey stamp covered is gone with it.
    """
    foot = Box(gap.x0 + 1, gap.bottom - ABOVE * em, gap.x1 - 1, gap.bottom)
    covered = flat.inks is not None and bool((flat.inks[square(gap)] == stamps.COVERED).any())
    return not covered and flat.paper.is_white(foot, beside.ink)


def may_lack_point(k: int, placed: Sequence[Placed], flat: Flat, em: float) -> bool:
    """Whether a ruling runs along the foot of a figure and the next, with room for a point between them: 2.0 is 20.

    Of a comma between them it may have taken the tail.
    """
    each = placed[k]
    parts = each.letter.text == "." and count_figures(placed[k + 1 :]) == GROUP
    gap = each.ink if parts else _find_room(k, placed, em)
    if gap is None:
        return False
    foot = gap._replace(top=gap.bottom - FOOT[0] * em, bottom=gap.bottom + FOOT[1] * em)
    return bool(flat.ruled[square(foot)].any())


def _find_room(k: int, placed: Sequence[Placed], em: float) -> Box | None:
    """Return where a point may have been between a figure and the next; None if there is no room for one."""
    each, after = placed[k], placed[k + 1] if k + 1 < len(placed) else placed[k]
    if after is each or not (each.letter.text.isdigit() and after.letter.text.isdigit()):
        return None
    gap = each.ink._replace(x0=each.ink.x1, x1=after.ink.x0)
    pitch, high = after.middle - each.middle, max(each.height, after.height)
    return None if gap.x1 - gap.x0 < ROOM * em or pitch < PITCH * high else gap


def _may_lack_sign(k: int, placed: Sequence[Placed], flat: Flat, em: float) -> bool:
    """Whether a grey stamp covered the place before or behind a number: what touches it may have gone with it.

    Of coloured ones the print is told by its colour.
    """
    each, (near, far) = placed[k], SIGN
    if flat.inks is None or not each.letter.text.isdigit():
        return False
    before = each.ink._replace(x0=each.ink.x0 - far * em, x1=each.ink.x0 - near * em)
    behind = each.ink._replace(x0=each.ink.x1 + near * em, x1=each.ink.x1 + far * em)
    places = [before] * (k == 0) + [behind] * (k + 1 == len(placed))
    covered = (np.asarray(flat.inks[square(place)] == stamps.COVERED) for place in places)
    return any(each.size and each.mean() >= COVERING for each in covered)


def is_worn(k: int, placed: Sequence[Placed], flat: Flat, em: float) -> bool:
    """Whether a stamp may have taken a part of a dash, or a stroke of a figure.

    No figure is wider than high: it has what is left of another.
    """
    each = placed[k]
    if each.letter.text in DASHES:
        whole = not _is_stamped(each, flat) or _parts_figures(k, placed, flat)
        return _is_stamped(each, flat, NEAR) and not (whole and _stands_free(k, placed, flat, em))
    broken = each.letter.text.isdigit() and (each.width > each.height or is_in_pieces(each, flat))
    return broken and _is_stamped(each, flat) and not _is_joined(each, flat)


def _parts_figures(k: int, placed: Sequence[Placed], flat: Flat) -> bool:
    """Whether a dash lies level between two figures and is as black as they are.

    What is left of a coloured stamp is paler.
    """
    each, beside = placed[k], [*placed[max(0, k - 1) : k], *placed[k + 1 : k + 2]]
    if len(beside) < 2 or not all(other.letter.text.isdigit() for other in beside):
        return False
    top, bottom = max(other.ink.top for other in beside), min(other.ink.bottom for other in beside)
    height = ((each.ink.top + each.ink.bottom) / 2 - top) / max(1.0, bottom - top)
    if each.width < LONG * each.height or not AMID[0] <= height <= AMID[1]:
        return False
    return flat.shaded and _darkness(each, flat) >= DARK * max(_darkness(other, flat) for other in beside)


def _stands_free(k: int, placed: Sequence[Placed], flat: Flat, em: float) -> bool:
    """Whether there is only white around a dash beside a stamp: it has no more ends, and is no stroke of a sign.

    Black under a coloured stamp leaves a shade; what a grey one covered may be gone with it.
    """
    ink, room = placed[k].ink, AROUND * em
    left = max(ink.x0 - room, placed[k - 1].ink.x1 + 1 if k else 0.0)
    right = min(ink.x1 + room, placed[k + 1].ink.x0 - 1 if k + 1 < len(placed) else np.inf)
    beside = [ink._replace(x0=left, x1=ink.x0 - 1), ink._replace(x0=ink.x1 + 1, x1=right)]
    across = [
        ink._replace(top=ink.top - room, bottom=ink.top - 1),
        ink._replace(top=ink.bottom + 1, bottom=ink.bottom + room),
    ]
    places = [*(place for place in beside if place.x1 - place.x0 >= 1), *across]
    covered = any(is_covered(placed[k]._replace(ink=place), flat) for place in (ink, *places))
    return not covered and all(flat.paper.is_white(place, ink) for place in places)


def is_covered(each: Placed, flat: Flat) -> bool:
    """Whether a grey stamp lay over a character: what is left of it adds strokes, and what was taken out took some."""
    return flat.inks is not None and bool((flat.inks[square(each.ink)] == stamps.COVERED).any())


def _is_joined(each: Placed, flat: Flat) -> bool:
    """Whether a figure is in one piece with what a coloured stamp left too pale for ink, which networks see.

    What a grey stamp covered is gone, and in black and white everything is.
    """
    place = square(each.ink, 1)
    covered = flat.inks is not None and bool((flat.inks[place] == stamps.COVERED).any())
    if covered or not flat.shaded or each.width > WIDE * each.height:  # a point beside it is joined by what is left
        return False
    shades = flat.paper.darkness(each.ink)
    return bool(shades.size) and _count_pieces(shades >= SHADE * float(shades.max())) == 1


def is_stamped(each: Placed, flat: Flat) -> bool:
    """Whether a stamp was where a character is, or beside it."""
    return _is_stamped(each, flat, NEAR)


def _is_stamped(each: Placed, flat: Flat, grown: int = 0) -> bool:
    """Whether a stamp was where a character is."""
    return flat.inks is not None and bool(np.isin(flat.inks[square(each.ink, grown)], TAKEN).any())


def is_ring(each: Placed, flat: Flat) -> bool:
    """Whether ink is closed around white: nothing of it is missing."""
    white = np.asarray(~np.pad(flat.dark[square(each.ink)], 1), np.uint8)
    return int(cv2.connectedComponents(white, connectivity=4)[0]) == RING_AND_PAPER


def is_in_pieces(each: Placed, flat: Flat) -> bool:
    """Whether the ink of a figure is more than one piece: strokes of it are lost, and 9 may be 3."""
    return _count_pieces(flat.dark[square(each.ink)]) > 1


def _count_pieces(ink: Mask) -> int:
    if not ink.size:  # OpenCV ends the process
        return 0
    _, _, stats, _ = cv2.connectedComponentsWithStats(np.asarray(ink, np.uint8))
    areas = stats[1:, cv2.CC_STAT_AREA]
    return int((areas >= PIECE * areas.sum()).sum())


def _stands_out(k: int, placed: Sequence[Placed], flat: Flat, em: float) -> bool:
    """Whether a point where a stamp was is print, and all of it: dark, alone, and no comma without its tail."""
    each = _mark_alone(k, placed, flat, em)
    if each.letter.text in TWO_POINTS:
        return _stand_out_both(each, placed, flat, em)
    widest = RING if each.letter.text in "、。" else DOT[0]
    if each.letter.text not in STANDING or each.width > widest * em or each.height > DOT[1] * em:
        return False
    beside = [*placed[max(0, k - 1) : k], *placed[k + 1 : k + 2]]
    if each.letter.text == "." and (count_figures(placed[k + 1 :]) == GROUP or all(one.is_chinese for one in beside)):
        return False
    around = [_darkness(other, flat) for other in placed if other.letter.text.isalnum()]
    if len(placed) == 1 and is_ring(each, flat):  # the full stop of the line above
        above = Box(each.ink.x0, max(0.0, each.ink.top - LINE * em), each.ink.x1 + em, each.ink.top)
        around = [_darkness(each._replace(ink=above), flat)]
    return bool(around) and _darkness(each, flat) >= DARK * median(around)


def _stand_out_both(each: Placed, placed: Sequence[Placed], flat: Flat, em: float) -> bool:
    """Whether both points of a : or ; are print: one above the other, with white between them, each small and dark."""
    rows = np.flatnonzero(flat.dark[square(each.ink)].any(axis=1))
    gaps = np.flatnonzero(np.diff(rows) > 1)
    if len(gaps) != 1:
        return False
    upper = each.ink._replace(bottom=each.ink.top + float(rows[gaps[0]]) + 1)
    lower = each.ink._replace(top=each.ink.top + float(rows[gaps[0] + 1]))
    around = [_darkness(other, flat) for other in placed if other.letter.text.isalnum()]
    small = each.width <= DOT[0] * em and max(upper.bottom - upper.top, lower.bottom - lower.top) <= DOT[1] * em
    tail = Box(lower.x0 - 1, lower.bottom + 1, lower.x1 + 1, lower.bottom + 1 + TAIL * em)
    if each.letter.text == ":" and not flat.paper.is_white(tail, each.ink):
        return False  # of a ;
    return (
        small
        and bool(around)
        and all(_darkness(each._replace(ink=ink), flat) >= DARK * median(around) for ink in (upper, lower))
    )


def _mark_alone(k: int, placed: Sequence[Placed], flat: Flat, em: float) -> Placed:
    """Return a point without what of the characters beside it reaches into its place: they are higher."""
    each, beside = placed[k], [*placed[max(0, k - 1) : k], *placed[k + 1 : k + 2]]
    x0, top, x1, bottom = map(round, each.ink)
    left, upper = max(0, round(x0 - em)), max(0, round(top - em))
    around = np.asarray(flat.dark[upper:bottom, left : round(x1 + em)], np.uint8)
    pieces = [
        Box(float(left + x), float(upper + y), float(left + x + wide), float(upper + y + high))
        for x, y, wide, high in cv2.connectedComponentsWithStats(around)[2][1:, : cv2.CC_STAT_AREA].tolist()
        if left + x < x1 and left + x + wide > x0 and upper + y + high > top
    ]
    own = [
        piece
        for piece in pieces
        if piece.bottom - piece.top <= HIGH * em or not any(_belongs(piece, other.ink) for other in beside)
    ]
    if not own:
        return each
    lefts, tops, rights, bottoms = zip(*own, strict=True)
    ink = Box(max(x0, min(lefts)), max(top, min(tops)), min(x1, max(rights)), min(bottom, max(bottoms)))
    return each._replace(ink=ink)


def _belongs(piece: Box, ink: Box) -> bool:
    """Whether a good part of the width of a piece of ink is that of a character."""
    return min(piece.x1, ink.x1) - max(piece.x0, ink.x0) >= PART * (piece.x1 - piece.x0)


def _darkness(each: Placed, flat: Flat) -> float:
    """Return how dark the darker quarter of the ink of a character is; 0 if it has none."""
    place = square(each.ink)
    shades = np.sort(255 - flat.grey[place][flat.dark[place]])
    return float(shades[len(shades) * 3 // 4]) if len(shades) else 0.0
