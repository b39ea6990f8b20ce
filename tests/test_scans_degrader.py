"""The scans are what they say: the same every time, pictures only, and every point is where its Place says."""

import io
import math
from itertools import pairwise

import cv2
import numpy as np
import pypdfium2
import pytest
from numpy.typing import NDArray
from reportlab.pdfgen.canvas import Canvas

from fixtures.scans import FONT, RECIPES, Recipe, Scan, candidates, choose, scan

pytestmark = pytest.mark.skipif(not FONT.exists(), reason="the fonts of CONTRIBUTING.md are not installed")

CROSSES = [(100.0, 120.0), (480.0, 130.0), (300.0, 420.0), (110.0, 760.0), (490.0, 750.0)]
NAMED = {recipe.name: recipe for recipe in RECIPES}


def crossed(pages: int = 1) -> bytes:
    """Pages with crosses, and a digit for the seal to lie on."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842), invariant=1)
    for _ in range(pages):
        canvas.drawString(300, 200, "7")
        for x, y in CROSSES:
            canvas.rect(x - 1, 842 - y - 6, 2, 12, stroke=0, fill=1)
            canvas.rect(x - 6, 842 - y - 1, 12, 2, stroke=0, fill=1)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def stored(made: Scan) -> NDArray[np.float64]:
    """The first picture in grey, turned upright, in its own pixels."""
    with pypdfium2.PdfDocument(made.pdf) as document:
        (picture,) = document[0].get_objects()
        pixels = np.asarray(picture.get_bitmap().to_numpy(), np.float64)
    return np.rot90(pixels.reshape(*pixels.shape[:2], -1)[..., :3].mean(axis=2), made.turn // 90)


def offset(made: Scan, cross: tuple[float, float], dpi: int) -> float:
    """How far the middle of a cross is from where its place says. Points."""
    x, y = (at * dpi / 72 for at in made.places[0].moved(*cross))
    reach = dpi / 6
    left, top = round(x - reach), round(y - reach)
    part = stored(made)[top : round(y + reach), left : round(x + reach)]
    dark = np.maximum(np.median(part) - 60 - part, 0) / np.maximum(np.median(part) - 60 - part, 0).sum()
    rows, columns = np.indices(part.shape) + 0.5
    return math.hypot(left + (dark * columns).sum() - x, top + (dark * rows).sum() - y) * 72 / dpi


def test_one_seed_gives_one_scan() -> None:
    recipe = NAMED["seal-200"]
    made = scan(crossed(), recipe, seed=3)
    assert made == scan(crossed(), recipe, seed=3)
    assert made.pdf != scan(crossed(), recipe, seed=4).pdf


def test_every_page_lies_in_its_own_way() -> None:
    places = scan(crossed(pages=3), NAMED["jpeg-200"], seed=1).places
    assert all(one != next_one for one, next_one in pairwise(places))


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_a_page_is_one_picture_that_fills_it(recipe: Recipe) -> None:
    made = scan(crossed(), recipe, seed=2)
    with pypdfium2.PdfDocument(made.pdf) as document:
        (page,) = document
        (picture,) = page.get_objects()
        width, height = picture.get_px_size()
        assert page.get_textpage().count_chars() == 0
        assert page.get_rotation() == 0
        assert page.get_size() == pytest.approx((width / recipe.dpi * 72, height / recipe.dpi * 72), abs=0.01)
        assert picture.get_bounds() == pytest.approx((0, 0, *page.get_size()), abs=0.01)
        assert (width > height) == (made.turn in (90, 270))
    assert np.median(stored(made)) > 100


@pytest.mark.parametrize("name", ["skew-300", "curl-200", "side-200", "upside-200", "poor-150"])
def test_a_point_is_where_its_place_says(name: str) -> None:
    made = scan(crossed(), NAMED[name], seed=1)
    assert max(offset(made, cross, NAMED[name].dpi) for cross in CROSSES) < 0.12


def test_the_way_back_leads_to_the_same_point() -> None:
    place = scan(crossed(), NAMED["curl-200"], seed=6).places[0]
    x, y = np.meshgrid(np.linspace(0, 595, 9), np.linspace(0, 842, 9))
    back = place.origin(*place.moved(x, y))
    assert np.allclose(back, (x, y), atol=1e-3)


def test_the_seal_is_red_and_black_below_stays_black() -> None:
    with pypdfium2.PdfDocument(scan(crossed(), NAMED["seal-300"], seed=1).pdf) as document:
        picture = document[0].render(scale=2).to_numpy()[..., :3].astype(int)
    red = picture[..., 2] - picture[..., 0] > 60
    assert 0.003 < red.mean() < 0.05
    assert cv2.minMaxLoc(picture.max(axis=2).astype(np.uint8))[0] < 70


def test_the_deal_is_even() -> None:
    jobs = choose(7, seed=1)
    assert len(jobs) == 7 * len(RECIPES) >= 100
    assert jobs == choose(7, seed=1)
    templates = dict(candidates())
    for recipe in RECIPES:
        hand = [job.path for job in jobs if job.recipe == recipe]
        assert len({templates[path] for path in hand}) == 7
        assert len({path.stem.split("-")[0] for path in hand}) >= 3
