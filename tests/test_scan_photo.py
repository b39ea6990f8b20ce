"""The picture of a page: every kind of image, laid as the page lays it, and what no picture may do."""

import io
import struct
import zlib
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image

from pdf2form.convert import convert
from pdf2form.errors import IN_CHINESE, MissingFont, TooLarge
from pdf2form.record import Record
from pdf2form.sources import pdfium
from pdf2form.sources.scan import photo as photo_module
from pdf2form.sources.scan.images import draw_page
from pdf2form.sources.scan.legible import is_legible
from pdf2form.sources.scan.photo import MOST_DPI, Photo, read_photo
from tests.handmade import FIXTURES
from tests.small_pdf import saved, small_pdf, song

Pixels = npt.NDArray[np.uint8]
Packed = tuple[bytes, dict[str, Any]]
"""Data and dictionary of an image."""

WIDTH, HEIGHT = 240, 320
"""Of the picture. Pixels; at 144 dpi."""
MEDIA = (0, 0, 120, 160)
WHOLE = "q 120 0 0 160 0 0 cm /Im Do Q "
INVERTED = Array([1, 0, 1, 0, 1, 0, 1, 0])


def paper(width: int = WIDTH, height: int = HEIGHT) -> Pixels:
    """Black on white, other in each corner; no figure is as the next."""
    picture = np.full((height, width), 255, np.uint8)
    cv2.rectangle(picture, (8, 8), (60, 30), 0, -1)
    cv2.circle(picture, (width - 40, 40), 20, 0, 3)
    for row in range(90, height - 20, 24):
        cv2.putText(picture, f"{row * 37}.{row % 7}", (20, row), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 0, 2)
    picture[height - 12 : height - 9, 30:] = 0
    return np.where(picture < 128, np.uint8(0), np.uint8(255))


PAPER = paper()
BLACK = PAPER < 128


def plain(pixels: npt.NDArray[Any], bits: int = 8, space: Any = Name.DeviceGray, **keys: Any) -> Packed:
    """Pack rows of pixels as they are."""
    sizes = {"Width": pixels.shape[1], "Height": pixels.shape[0]}
    data = np.packbits(pixels >= 128, axis=1).tobytes() if bits == 1 else pixels.tobytes()
    spaced = {} if space is None else {"ColorSpace": space}
    return zlib.compress(data), {**sizes, "BitsPerComponent": bits, "Filter": Name.FlateDecode, **spaced, **keys}


def packed(pixels: Pixels, mode: str, kind: str, **keys: Any) -> Packed:
    """Pack as JPEG or JPEG 2000."""
    target = io.BytesIO()
    Image.fromarray(pixels, mode).save(target, kind, **({"quality": 95} if kind == "JPEG" else {}))
    spaces = {"L": Name.DeviceGray, "RGB": Name.DeviceRGB, "CMYK": Name.DeviceCMYK}
    filtered = {"Filter": Name.DCTDecode if kind == "JPEG" else Name.JPXDecode, "ColorSpace": spaces[mode]}
    sizes = {"Width": pixels.shape[1], "Height": pixels.shape[0], "BitsPerComponent": 8}
    return target.getvalue(), {**sizes, **filtered, **keys}


def fax(pixels: Pixels = PAPER, *, marked: bool = True, black_is_1: bool = False, **more: Any) -> Packed:
    """Pack as CCITT group 4, with the mark of its end or without."""
    target = io.BytesIO()
    Image.fromarray(pixels).convert("1").save(target, "TIFF", compression="group4", tiffinfo={262: 0})
    tiff: Any = Image.open(io.BytesIO(target.getvalue()))
    start, length = tiff.tag_v2[273][0], tiff.tag_v2[279][0]
    data = target.getvalue()[start : start + length]
    sizes = {"Width": pixels.shape[1], "Height": pixels.shape[0]}
    hints = Dictionary(K=-1, Columns=pixels.shape[1], Rows=pixels.shape[0], BlackIs1=black_is_1)
    keys = {"BitsPerComponent": 1, "ColorSpace": Name.DeviceGray, "Filter": Name.CCITTFaxDecode, "DecodeParms": hints}
    return data if marked else data.rstrip(b"\0")[:-3], {**sizes, **keys, **more}


def jbig2(pixels: Pixels = PAPER) -> Packed:
    """Pack as JBIG2: one generic region, coded like a fax."""
    data, keys = fax(pixels)
    height, width = pixels.shape
    about = struct.pack(">4IBH", width, height, 0, 0, 0, 0)
    region = struct.pack(">4IBB", width, height, 0, 0, 0, 1) + data
    segments = ((0, 48, about), (1, 38, region))
    joined = b"".join(struct.pack(">IBBBI", k, kind, 0, 1, len(body)) + body for k, kind, body in segments)
    return joined, {**keys, "Filter": Name.JBIG2Decode, "DecodeParms": Dictionary()}


def sized(width: int, height: int, image: Packed) -> Packed:
    return image[0], {**image[1], "Width": width, "Height": height}


def page_of(
    *images: Packed, content: str = WHOLE, media: tuple[float, ...] = MEDIA, mask: Packed | None = None, **page: Any
) -> bytes:
    """Make a page with images /Im, /Im1, /Im2 …"""
    pdf = pikepdf.open(io.BytesIO(small_pdf(content, media=media, **page)))
    place = pdf.pages[0].obj.Resources.XObject
    kind = {"Type": Name.XObject, "Subtype": Name.Image}
    for k, (data, keys) in enumerate(images):
        stream = Stream(pdf, data, **kind, **keys)
        if mask:
            stream.SMask = pdf.make_indirect(Stream(pdf, mask[0], **kind, **mask[1]))
        place[f"/Im{k or ''}"] = pdf.make_indirect(stream)
    return saved(pdf, compress_streams=False)


def shot(document: bytes) -> tuple[Photo, Pixels]:
    """Return the picture of a page, and what PDFium draws in its place, in grey."""
    opened = pdfium.open_document(document)
    try:
        with pdfium.loaded_page(opened, 1) as page:
            assert page
            photo = read_photo(1, page, pdfium.read_upright(page, pdfium.user_unit(opened, 1)))
            return photo, draw_page(page, photo.pixels.shape[1], photo.pixels.shape[0], grey=True)
    finally:
        opened.close()


def grey(pixels: Pixels) -> Pixels:
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY) if pixels.ndim == 3 else pixels, np.uint8)


def assert_embedded(document: bytes) -> Photo:
    """The image's own pixels are used, and look like what is drawn."""
    photo, drawn = shot(document)
    assert (photo.embedded, photo.fault) == (True, None)
    assert unlike(photo.pixels, drawn) < 40
    return photo


def unlike(one: Pixels, other: Pixels) -> float:
    """Return by how many greys two pictures differ somewhere, a pixel's shift apart."""
    return float(np.abs(cv2.blur(grey(one).astype(np.float32) - grey(other), (7, 7))).max())


def codes(record: Record) -> list[str | None]:
    return [page.fault.code if page.fault else None for page in record.pages]


CMYK = np.asarray(Image.fromarray(PAPER).convert("RGB").convert("CMYK"))
COLOUR = np.stack([PAPER, PAPER // 2 + 100, PAPER], axis=2)
LOSSLESS = {
    "grey": plain(PAPER),
    "grey, turned over": plain(255 - PAPER, Decode=Array([1, 0])),
    "16 bit": plain(np.asarray(PAPER.astype(np.uint16) * 257, ">u2"), 16),
    "1 bit": plain(PAPER, 1),
    "1 bit, turned over": plain(255 - PAPER, 1, Decode=Array([1, 0])),
    "stencil": plain(PAPER, 1, None, ImageMask=True),
    "stencil, turned over": plain(255 - PAPER, 1, None, ImageMask=True, Decode=Array([1, 0])),
    "palette": plain(PAPER // 255, 8, Array([Name.Indexed, Name.DeviceRGB, 1, pikepdf.String(b"\0\0\0\xff\xff\xff")])),
    "fax": fax(),
    "fax without a mark at its end": fax(marked=False),
    "fax turned over": fax(marked=False, black_is_1=True, Decode=Array([1, 0])),
    "JBIG2": jbig2(),
    "JPEG 2000": packed(PAPER, "L", "JPEG2000"),
}
LOSSY = {
    "JPEG": packed(PAPER, "L", "JPEG"),
    "JPEG in colour": packed(np.stack([PAPER] * 3, axis=2), "RGB", "JPEG"),
    "CMYK": plain(CMYK, space=Name.DeviceCMYK),
    "CMYK JPEG of Adobe": packed(CMYK, "CMYK", "JPEG", Decode=INVERTED),
    "CMYK JPEG": packed(255 - CMYK, "CMYK", "JPEG"),
}


@pytest.mark.parametrize("image", LOSSLESS.values(), ids=LOSSLESS)
def test_the_embedded_image_is_taken_pixel_for_pixel(image: Packed) -> None:
    photo = assert_embedded(page_of(image))
    assert np.array_equal(grey(photo.pixels), PAPER)
    assert photo.scale == 2.0


@pytest.mark.parametrize("image", LOSSY.values(), ids=LOSSY)
def test_a_lossy_image_or_one_in_inks_is_taken_as_it_is(image: Packed) -> None:
    assert np.array_equal(grey(assert_embedded(page_of(image)).pixels) < 128, BLACK)


@pytest.mark.parametrize("size", [(100, 100), (500, 400)])
def test_of_a_jpeg_its_own_size_counts(size: tuple[int, int]) -> None:
    assert np.array_equal(grey(assert_embedded(page_of(sized(*size, LOSSY["JPEG"]))).pixels) < 128, BLACK)


def test_colours_stay_in_their_order() -> None:
    assert np.array_equal(assert_embedded(page_of(plain(COLOUR, space=Name.DeviceRGB))).pixels, COLOUR)


def test_an_opaque_soft_mask_changes_nothing() -> None:
    document = page_of(plain(PAPER), mask=plain(np.full_like(PAPER, 255)))
    assert np.array_equal(assert_embedded(document).pixels, PAPER)


TURNS = {
    "upright": ("120 0 0 160 0 0", lambda p: p),
    "mirrored": ("-120 0 0 160 120 0", np.fliplr),
    "upside down": ("-120 0 0 -160 120 160", lambda p: np.rot90(p, 2)),
    "head over": ("120 0 0 -160 0 160", np.flipud),
    "left": ("0 120 -160 0 160 0", np.rot90),
    "right": ("0 -120 160 0 0 120", lambda p: np.rot90(p, 3)),
    "across": ("0 120 160 0 0 0", lambda p: np.rot90(p.T, 2)),
    "along": ("0 -120 -160 0 160 120", np.transpose),
}


@pytest.mark.parametrize(("matrix", "turned"), TURNS.values(), ids=TURNS)
def test_an_image_is_turned_and_mirrored_by_its_matrix(matrix: str, turned: Any) -> None:
    expected = turned(PAPER)
    media = (0, 0, expected.shape[1] / 2, expected.shape[0] / 2)
    photo = assert_embedded(page_of(plain(PAPER), content=f"q {matrix} cm /Im Do Q", media=media))
    assert np.array_equal(photo.pixels, expected)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_is_upright(turn: int) -> None:
    photo = assert_embedded(page_of(plain(PAPER), Rotate=turn))
    assert np.array_equal(photo.pixels, np.rot90(PAPER, -turn // 90))


def test_the_crop_box_cuts_the_image() -> None:
    photo = assert_embedded(page_of(plain(PAPER), CropBox=[10, 20, 110, 150]))
    assert np.array_equal(photo.pixels, PAPER[20:280, 20:220])


def test_user_unit_makes_the_page_larger_and_the_image_coarser() -> None:
    photo = assert_embedded(page_of(plain(paper(480, 640)), UserUnit=2))
    assert (photo.width, photo.height, photo.scale) == (240, 320, 2.0)


def test_a_smaller_image_keeps_its_pixels_and_gets_white_around_them() -> None:
    photo = assert_embedded(page_of(plain(PAPER), content="q 120 0 0 160 30 50 cm /Im Do Q", media=(0, 0, 200, 300)))
    assert photo.pixels.shape == (600, 400)
    assert np.array_equal(photo.pixels[180:500, 60:300], PAPER)
    assert np.count_nonzero(photo.pixels < 255) == np.count_nonzero(PAPER < 255)


def test_a_fax_gets_square_pixels_and_keeps_its_columns() -> None:
    photo = assert_embedded(page_of(plain(paper(340, 218)), content=WHOLE))  # 204 x 98 dpi
    assert photo.pixels.shape == (round(160 * 340 / 120), 340)


def test_a_very_fine_image_is_halved() -> None:
    photo = assert_embedded(page_of(plain(paper(1000, 1334))))
    assert photo.pixels.shape == (667, 500)
    assert photo.scale * 72 <= MOST_DPI


def test_invisible_text_is_not_drawn() -> None:
    document = page_of(plain(PAPER), content=WHOLE + "BT 3 Tr /Helv 20 Tf 20 20 Td (hidden) Tj ET")
    assert np.array_equal(assert_embedded(document).pixels, PAPER)


OVER = {
    "text": "BT /Helv 12 Tf 40 20 Td (95.00) Tj ET",
    "a stamp": "1 0 0 RG 2 w 40 20 30 12 re S",
    "a cover": "1 g 10 80 60 30 re f",
}


@pytest.mark.parametrize("over", OVER.values(), ids=OVER)
def test_what_stands_above_the_image_is_drawn_with_it(over: str) -> None:
    photo, drawn = shot(page_of(plain(PAPER), content=WHOLE + over))
    assert (photo.embedded, round(photo.scale * 72)) == (False, 300)
    assert unlike(photo.pixels, drawn) < 40
    assert unlike(drawn, np.asarray(cv2.resize(PAPER, drawn.shape[::-1]), np.uint8)) > 60  # which shows what is over


def test_a_note_above_the_image_is_drawn_with_it() -> None:
    pdf = pikepdf.open(io.BytesIO(page_of(plain(PAPER))))
    look = Stream(pdf, b"0 0 20 10 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 20, 10]))
    note = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=Array([80, 20, 100, 30]), F=4, AP=Dictionary(N=look))
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(note)])
    photo, _ = shot(saved(pdf))
    assert not photo.embedded
    assert photo.pixels[round(135 * photo.scale), round(90 * photo.scale)].max() < 30


@pytest.mark.parametrize("level", [0, 128])
def test_what_a_soft_mask_hides_is_not_read(level: int) -> None:
    mask = np.full_like(PAPER, 255)
    mask[170:190, 15:110] = level  # one number
    photo, _ = shot(page_of(plain(PAPER), mask=plain(mask)))
    assert not photo.embedded
    assert round(photo.scale * 72) == 200
    assert photo.pixels[round(86 * photo.scale) : round(94 * photo.scale), : round(50 * photo.scale)].min() > 100


def test_what_a_clip_hides_is_not_read() -> None:
    photo, _ = shot(page_of(plain(PAPER), content="q 0 20 120 140 re W n " + WHOLE + "Q"))
    assert not photo.embedded
    assert photo.pixels[round(145 * photo.scale) :].min() > 250


@pytest.mark.parametrize(("wide", "dpi"), [(WIDTH, 200), (417, 250), (1000, 300)])
def test_strips_are_drawn_at_their_own_resolution(wide: int, dpi: int) -> None:
    picture = paper(wide, wide * 4 // 3)
    quarter = len(picture) // 4
    strips = [plain(picture[k * quarter : (k + 1) * quarter]) for k in range(4)]
    content = " ".join(f"q 120 0 0 40 0 {120 - 40 * k} cm /Im{k or ''} Do Q" for k in range(4))
    photo, _ = shot(page_of(*strips, content=content))
    assert (photo.embedded, round(photo.scale * 72), photo.fault) == (False, dpi, None)
    expected = cv2.resize(picture, photo.pixels.shape[1::-1], interpolation=cv2.INTER_AREA)
    assert unlike(photo.pixels, np.asarray(expected, np.uint8)) < 60


def test_a_coarse_image_is_drawn_finer() -> None:
    photo, _ = shot(page_of(plain(cv2.resize(PAPER, (60, 80)))))
    assert (photo.embedded, round(photo.scale * 72)) == (False, 200)


# --- No picture makes it crash or hang, and none that is not read passes for an empty page -----------------------


def cut(image: Packed, share: float = 0.5) -> Packed:
    """Lose the end of an image's data."""
    return image[0][: round(len(image[0]) * share)], image[1]


def grown(image: Packed, width: int, height: int) -> Packed:
    """Let a JPEG or JPEG 2000 picture say another size than the dictionary."""
    data, jpx = image[0], b"\xff\x4f\xff\x51"
    at = data.index(jpx) + 8 if jpx in data else data.index(b"\xff\xc0") + 5
    size = struct.pack(">II", width, height) if jpx in data else struct.pack(">HH", height, width)
    return data[:at] + size + data[at + len(size) :], image[1]


RANDOM = np.random.default_rng(7)
NOISE = RANDOM.integers(0, 256, (HEIGHT, WIDTH), dtype=np.uint8)
CLOUDS = cv2.GaussianBlur(NOISE.astype(np.float32), (0, 0), 15)
WHITE = np.full_like(PAPER, 255)
JPX = LOSSLESS["JPEG 2000"]
HUGE = plain(NOISE[:0], Width=20000, Height=10000)

DAMAGED = {
    "JPEG cut": cut(LOSSY["JPEG"]),
    "JPEG without picture": cut(LOSSY["JPEG"], 0.02),
    "no JPEG": (b"no picture " * 20, LOSSY["JPEG"][1]),
    "rows cut": cut(LOSSLESS["grey"]),
    "fax cut": cut(LOSSLESS["fax"]),
    "fax cut at its end": cut(LOSSLESS["fax"], 0.95),
    "fax turned over, cut": cut(LOSSLESS["fax turned over"]),
    "JBIG2 cut": cut(LOSSLESS["JBIG2"]),
    "no JBIG2": (b"no picture " * 20, LOSSLESS["JBIG2"][1]),
    "JPEG 2000 cut": cut(JPX),
    "JPEG 2000 larger than its dictionary": sized(100, 100, JPX),
    "JPEG 2000 smaller than its dictionary": sized(900, 900, JPX),
    "unknown filter": (LOSSLESS["grey"][0], {**LOSSLESS["grey"][1], "Filter": Name.NoSuchDecode}),
}


@pytest.mark.parametrize("image", DAMAGED.values(), ids=DAMAGED)
def test_an_image_that_is_cut_or_cannot_be_decoded_is_a_fault(image: Packed) -> None:
    record = convert(page_of(image))
    assert (record.status, codes(record)) == ("failed", ["damaged"])
    assert record.pages[0].fault
    assert "scan the page anew" in record.pages[0].fault.message


def test_one_bad_strip_is_a_fault_and_the_others_are_drawn() -> None:
    content = "q 120 0 0 80 0 80 cm /Im Do Q q 120 0 0 80 0 0 cm /Im1 Do Q"
    photo, _ = shot(page_of(plain(PAPER[:160]), (b"no picture", LOSSY["JPEG"][1]), content=content))
    assert photo.fault
    assert "may be incomplete: an image on it cannot be decoded" in photo.fault.message
    assert photo.pixels.min() == 0


TOO_LARGE = {
    "200 megapixels": page_of(HUGE),
    "many large images": page_of(*[plain(NOISE[:0], Width=9000, Height=9000)] * 2, content=WHOLE + "/Im1 Do"),
    "more than numbers hold": page_of(plain(NOISE[:0], Width=2**31 - 1, Height=2**31 - 1)),
    "a JPEG picture inside": page_of(grown(LOSSY["JPEG"], 60_000, 60_000)),
    "a JPEG 2000 picture inside": page_of(grown(JPX, 200_000, 200_000)),
    "a page of five metres": page_of(
        plain(PAPER), content="q 14400 0 0 14400 0 0 cm /Im Do Q", media=(0, 0) + (14400,) * 2
    ),
}


@pytest.mark.parametrize("document", TOO_LARGE.values(), ids=TOO_LARGE)
def test_what_is_too_large_is_refused_and_says_what_to_do(document: bytes) -> None:
    record = convert(document)
    assert (record.status, codes(record)) == ("failed", ["too_large"])
    assert record.pages[0].fault
    assert any(todo in record.pages[0].fault.message for todo in ("can it at 300 dpi", "Print it smaller"))
    assert record.pages[0].fault.message.endswith(IN_CHINESE["too_large"])


def test_a_large_page_is_drawn_at_less(monkeypatch: pytest.MonkeyPatch) -> None:
    document = page_of(plain(PAPER), content=WHOLE + OVER["text"])
    monkeypatch.setattr(photo_module, "MOST_READ", 100_000)
    photo, _ = shot(document)
    assert 150 <= photo.scale * 72 < 170
    monkeypatch.setattr(photo_module, "MOST_READ", 80_000)
    with pytest.raises(TooLarge, match="120 x 160 points"):
        shot(document)


def test_an_image_too_large_to_be_unpacked_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photo_module, "MOST_UNPACKED", WIDTH * HEIGHT - 1)
    photo, _ = shot(page_of(plain(PAPER)))
    assert (photo.embedded, photo.fault) == (False, None)
    with pytest.raises(TooLarge, match="more than 76,799"):
        shot(page_of(JPX))


ILLEGIBLE = {
    "noise": NOISE,
    "a photograph": np.asarray((CLOUDS - CLOUDS.min()) / np.ptp(CLOUDS) * 255, np.uint8),
    "black": np.zeros_like(PAPER),
}


@pytest.mark.parametrize("picture", [*ILLEGIBLE.values(), NOISE[:1, :1] // 255], ids=[*ILLEGIBLE, "one black pixel"])
def test_a_picture_that_is_no_print_is_a_fault(picture: Pixels) -> None:
    record = convert(page_of(plain(picture)))
    assert (record.status, codes(record)) == ("failed", ["illegible"])


def test_print_is_legible() -> None:
    photo, _ = shot((FIXTURES / "seed-service" / "chromium.pdf").read_bytes())
    assert is_legible(photo)


MATRICES = [
    "0 0 0 0 0 0", "120 0 0 0 0 0", "nan 0 0 inf 0 0", "1e38 0 0 1e38 0 0", "1e30 0 0 1e30 -1e30 -1e30",
    "1e-30 0 0 1e-30 0 0", "120 0 0 160 5000 5000", "120 60 30 160 0 0", "-1 0 0 -1 0 0",
]  # fmt: skip


@pytest.mark.parametrize("matrix", MATRICES)
def test_any_matrix_gives_a_record(matrix: str) -> None:
    record = convert(page_of(plain(PAPER), content=f"q {matrix} cm /Im Do Q"))
    assert (len(record.pages), record.status) in ((1, "no_form"), (1, "failed"))
    assert codes(record)[0] in (None, "coarse", "illegible")


@pytest.mark.parametrize("shape", [(1, 1), (2, 8000), (8000, 2), (1, WIDTH)])
def test_white_images_of_any_shape_are_blank_pages(shape: tuple[int, int]) -> None:
    record = convert(page_of(plain(np.full(shape, 255, np.uint8))))
    assert (record.status, record.pages[0].source, codes(record)) == ("no_form", "blank", [None])


@pytest.mark.parametrize("size", [(1, 1), (5, 3000), (3000, 5), (18, 18), (20, 600), (600, 20), (0, 0), (40, 40)])
def test_pages_of_any_size_give_a_record(size: tuple[int, int]) -> None:
    content = f"q {size[0]} 0 0 {size[1]} 0 0 cm /Im Do Q"
    record = convert(page_of(plain(PAPER), content=content, media=(0, 0, *size)))
    assert record.status in ("no_form", "failed")
    assert codes(record)[0] in (None, "illegible")


@pytest.mark.parametrize(("size", "code"), [(1.0, None), (1.2, "coarse")])
def test_a_coarse_scan_is_read_and_is_a_fault(size: float, code: str | None) -> None:
    media = (0, 0, 120 * size, 160 * size)
    record = convert(page_of(plain(PAPER), content=f"q {media[2]} 0 0 {media[3]} 0 0 cm /Im Do Q", media=media))
    assert (record.pages[0].source, codes(record)) == ("ocr", [code])


# --- Chinese without a font --------------------------------------------------------------------------------------


CHINESE = f"BT /Song 12 Tf 20 20 Td {song('得分')} Tj ET"


def test_chinese_that_would_be_drawn_as_nothing_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photo_module, "draws_chinese", lambda: False)
    record = convert(page_of(plain(PAPER), content=WHOLE + CHINESE))
    assert (record.status, codes(record), record.pages[0].source) == ("failed", ["missing_font"], "blank")
    assert record.pages[0].fault
    assert "Install a Chinese font" in record.pages[0].fault.message
    assert record.pages[0].fault.message.endswith(IN_CHINESE["missing_font"])


@pytest.mark.parametrize("over", ["", OVER["text"], "3 Tr " + CHINESE])
def test_without_a_font_all_else_is_read(monkeypatch: pytest.MonkeyPatch, over: str) -> None:
    monkeypatch.setattr(photo_module, "draws_chinese", lambda: False)
    assert shot(page_of(plain(PAPER), content=WHOLE + over))[0].fault is None


def test_without_a_font_embedded_ones_are_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photo_module, "draws_chinese", lambda: False)
    photo, _ = shot((FIXTURES / "seed-service" / "chromium.pdf").read_bytes())
    assert photo.pixels.min() < 50


def test_chinese_in_a_form_field_needs_a_font_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photo_module, "draws_chinese", lambda: False)
    pdf = pikepdf.open(io.BytesIO(page_of(plain(PAPER))))
    look = Stream(pdf, b"/Tx BMC EMC", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 20, 10]))
    pdf.Root.AcroForm = Dictionary(Fields=Array([]))
    field: dict[str, Any] = {
        "FT": Name.Tx,
        "T": "a",
        "V": "已审核",
        "Rect": Array([80, 20, 100, 30]),
        "AP": Dictionary(N=look),
    }
    pdf.Root.AcroForm.Fields.append(pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Widget, **field)))
    pdf.pages[0].obj.Annots = Array([pdf.Root.AcroForm.Fields[0]])
    with pytest.raises(MissingFont):
        shot(saved(pdf))
