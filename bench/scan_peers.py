"""What rapidocr and tesseract read on the same scans. They give boxes of text, not values, so they are helped.

They get the upright picture at its own resolution, as the truth has it; where each value stands is known from the text
fixture, and what they read is moved back onto its flat page; white space and the kind of a dash do not count, nor what
the value means. The width of signs and figures does not count for anybody: how often it differs is told. Of several
ways to take their boxes (lines, characters), any that gives the value counts.
"""

import csv
import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib import import_module
from importlib.metadata import version
from io import BytesIO, StringIO
from typing import Any, NamedTuple, Protocol

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image

from bench.report import Table
from bench.scan_score import Outcome, Value, all_wanted, holds_number, middle, reading_at, subject_of
from bench.scan_set import DPI, Made
from bench.scan_tables import count_other_width, everything, groups, numbers, share_right
from bench.values import true_forms
from bench.widths import fold_widths
from fixtures.scans import Place
from pdf2form import convert
from pdf2form.characters import plain
from pdf2form.sources import read_pages

Picture = NDArray[np.uint8]

PEERS = ("rapidocr", "tesseract")

GROWN = 2.5
"""So far beyond the text of the fixture the middle of a box may lie. Points; cells leave as much between texts."""
SAME_LINE = 0.6
"""Pieces whose middles differ by less than this share of the taller one's height stand in one line."""
DASHES = str.maketrans("—–−―‐", "-----")


class Seen(NamedTuple):
    """A piece of text with its middle. Points, on whatever page is meant."""

    text: str
    x: float
    y: float
    height: float


Way = list[Seen]
"""One way to take what a peer read on a page: its lines, its words or its characters."""


class Peer(Protocol):
    """A recogniser of whole pages."""

    name: str

    def read(self, picture: Picture) -> list[Way]:
        """Return what stands on an upright page; middles in pixels."""


# --- what they read


class RapidOcr:
    """Its default models on one thread; characters as well as lines, if asked.

    Without its classifier, which would turn some lines of an upright page upside down (95% into %96). Its limit of
    2,000 pixels stays: with 4,000 no more is right.
    """

    def __init__(self, *, words: bool) -> None:
        module: Any = import_module("rapidocr")
        options = {f"EngineConfig.onnxruntime.{key}_op_num_threads": 1 for key in ("intra", "inter")}
        self._read = module.RapidOCR(params={**options, "Global.log_level": "critical", "Global.use_cls": False})
        self._words = words
        self.name = f"rapidocr {version('rapidocr')}"

    def read(self, picture: Picture) -> list[Way]:
        """Return lines, and characters if asked."""
        asked = {"return_word_box": True, "return_single_char_box": True} if self._words else {}
        found = self._read(picture, **asked)
        if found.txts is None:
            return [[], []]
        whole = [_corners(text, box) for text, box in zip(found.txts, found.boxes, strict=True)]
        parts = [_corners(text, box) for line in found.word_results for text, _, box in line if box is not None]
        return [whole, parts]


def _corners(text: str, corners: Any) -> Seen:
    points = np.asarray(corners, float)
    x, y = points.mean(axis=0)
    return Seen(text, float(x), float(y), float(np.linalg.norm(points[3] - points[0])))


class Tesseract:
    """The program with its model chi_sim, its words as it gives them.

    With its default for pages: of 3, 4, 6, 11 and 12, the two that take text as scattered read more words, and fewer
    numbers.
    """

    def __init__(self) -> None:
        told = subprocess.run(["tesseract", "--version"], capture_output=True, text=True, check=True)
        self.name = f"{told.stdout.split(chr(10))[0]} chi_sim"

    def read(self, picture: Picture) -> list[Way]:
        """Return words."""
        file = BytesIO()
        Image.fromarray(picture).save(file, "BMP")
        command = ["tesseract", "-", "-", "-l", "chi_sim", "tsv"]
        environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
        done = subprocess.run(command, input=file.getvalue(), capture_output=True, check=True, env=environment)
        rows = csv.DictReader(StringIO(done.stdout.decode()), delimiter="\t", quoting=csv.QUOTE_NONE)
        return [[_word(row) for row in rows if row["level"] == "5"]]


def _word(row: Mapping[str, str]) -> Seen:
    left, top, width, height = (float(row[key]) for key in ("left", "top", "width", "height"))
    text = row["text"].strip("|")  # a ruling
    return Seen(text, left + width / 2, top + height / 2, height)


@lru_cache(maxsize=2)
def start_rapidocr(*, words: bool) -> Peer:
    """Load rapidocr, once in a process."""
    return RapidOcr(words=words)


@lru_cache(maxsize=1)
def start_tesseract() -> Peer:
    """Ask tesseract who it is."""
    return Tesseract()


def upright_pages(made: Made) -> list[Picture]:
    """Return the pictures of a scan in their own pixels, turned upright; BGR or grey."""
    with pypdfium2.PdfDocument(made.path) as document:
        return [_upright(page, made.turn) for page in document]


def _upright(page: Any, turn: int) -> Picture:
    (picture,) = page.get_objects()
    pixels = picture.get_bitmap().to_numpy()
    pixels = pixels.reshape(*pixels.shape[:2], -1)[..., :3]
    pixels = pixels[..., 0] if pixels.shape[2] < 3 else pixels
    return np.ascontiguousarray(np.rot90(pixels, turn // 90))


# --- against the truth


def judge_peers(made: Made) -> dict[str, Outcome]:
    """Let both read a scan, and compare."""
    pictures, places = upright_pages(made), _wanted_places(made)
    outcomes = {}
    for peer in (start_rapidocr(words=True), start_tesseract()):
        pages = [
            [on_source(way, place, DPI[made.recipe]) for way in peer.read(picture)]
            for picture, place in zip(pictures, made.places, strict=True)
        ]
        values = tuple(judged(value, sought, pages) for value, sought in places)
        outcomes[peer.name] = Outcome(made.recipe, made.name, len(pages), values, 0, False, 0, ())
    return outcomes


class Sought(NamedTuple):
    """A value, and where it stands in the text fixture."""

    text: str
    where: tuple[tuple[int, tuple[float, ...]], ...]
    """Page, from 0, and box."""
    among: bool
    """Something else stands there too, such as its label: it is enough if the value is part of what is read."""


def _wanted_places(made: Made) -> list[tuple[Value, Sought]]:
    source = convert(made.source).model_dump(mode="json")["forms"][0]
    (truth,) = true_forms(made.source.with_name("truth.json"))
    glyphs = read_pages(made.source.read_bytes()).pages
    perfect = [[[Seen(g.text, *middle(g[1:5]), g.bottom - g.top) for g in page.glyphs]] for page in glyphs]
    found = []
    for want in all_wanted(truth):
        value = Value(subject_of(want.pointer), want.raw, None, holds_number(want), False, False)
        where = tuple((at["page"] - 1, tuple(at["box"])) for at in reading_at(source, want.pointer)["where"])
        sought = Sought(want.raw, where, among=False)
        found.append((value, sought._replace(among=not has_value(sought, perfect))))
    return found


def on_source(way: Way, place: Place, dpi: int) -> Way:
    """Move what was read back onto the page of the fixture, in points; that is flat, so that lines are lines."""
    if not way:
        return []
    scale = 72 / dpi
    xs, ys = place.origin(np.array([seen.x * scale for seen in way]), np.array([seen.y * scale for seen in way]))
    return [
        seen._replace(x=float(x), y=float(y), height=seen.height * scale)
        for seen, x, y in zip(way, xs, ys, strict=True)
    ]


def judged(value: Value, sought: Sought, pages: Sequence[Sequence[Way]]) -> Value:
    """Say of a value whether a peer read it, and whether in the widths that are printed."""
    right = has_value(sought, pages)
    return value._replace(right=right, other_width=right and not has_value(sought, pages, widths=True))


def has_value(sought: Sought, pages: Sequence[Sequence[Way]], *, widths: bool = False) -> bool:
    """Say whether any way to take what was read gives the value, in its peer's order or in ours.

    Args:
        sought: the value.
        pages: the ways to take what was read on each page.
        widths: whether signs and figures must have the width that is printed.
    """
    unify = unified if not widths else _unified_but_widths
    want, ways = unify(sought.text), max(map(len, pages))
    for way in range(ways):
        found = [[*inside(pages[page][way], box)] for page, box in sought.where]
        reads = ("".join(map(join, found)), "".join(seen.text for part in found for seen in part))
        if any(read == want or (sought.among and want in read) for read in map(unify, reads)):
            return True
    return False


def inside(way: Way, box: Sequence[float]) -> Iterator[Seen]:
    """Yield what has its middle in a box, or close to it."""
    x0, top, x1, bottom = box
    for seen in way:
        if x0 - GROWN <= seen.x <= x1 + GROWN and top - GROWN <= seen.y <= bottom + GROWN:
            yield seen


def join(way: Way) -> str:
    """Join pieces line by line from the top, each line from the left."""
    rows: list[Way] = []
    for seen in sorted(way, key=lambda seen: seen.y):
        if rows and _is_beside(rows[-1], seen):
            rows[-1].append(seen)
        else:
            rows.append([seen])
    return "".join(seen.text for row in rows for seen in sorted(row, key=lambda seen: seen.x))


def _is_beside(row: Way, seen: Seen) -> bool:
    """Say whether a piece belongs to a line: a comma or a dash does, though its middle is lower or higher."""
    tallest = max([*row, seen], key=lambda each: each.height)
    known = max(row, key=lambda each: each.height)
    return seen.y - known.y < SAME_LINE * tallest.height


def unified(text: str) -> str:
    """Return a text without white space, with one kind of dash, and of every sign in one width."""
    return str(fold_widths(_unified_but_widths(text))).translate(DASHES)


def _unified_but_widths(text: str) -> str:
    return "".join(plain(text).translate(DASHES).split())


def peer_table(ours: Sequence[Outcome], theirs: Sequence[Mapping[str, Outcome]]) -> Table:
    """What each tool has right on the same scans."""
    tools = {"pdf2form": ours} | {name: [found[name] for found in theirs] for name in theirs[0]}
    kinds = ("numbers %", "all %", "other width")
    head = ["scans", "documents", "values", *(f"{name}: {kind}" for name in tools for kind in kinds)]
    rows = []
    for group, found in groups(ours):
        names = {outcome.name for outcome in found}
        cells = []
        for outcomes in tools.values():
            chosen = [outcome for outcome in outcomes if outcome.name in names]
            every = everything(chosen)
            cells += [share_right(numbers(chosen)), share_right(every), str(count_other_width(every))]
        rows.append([group, str(len(found)), str(len(everything(found))), *cells])
    return Table("Values right beside full pages by peers, who are told where every value stands", head, rows)
