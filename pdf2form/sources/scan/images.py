"""Image objects of a page, and the page itself, as pixels: what PDFium is asked. What is made of it is in `photo`."""

import ctypes
import io
import struct
from typing import Any, Literal

import cv2
import numpy as np
import pypdfium2.raw as raw
from PIL import Image, UnidentifiedImageError

from pdf2form.sources.scan.pixels import Pixels

SLACK = 2
"""Bytes that may stand behind the pixels of an image: the end of a line."""
_CHANNELS = {raw.FPDFBitmap_Gray: 1, raw.FPDFBitmap_BGR: 3, raw.FPDFBitmap_BGRx: 4, raw.FPDFBitmap_BGRA: 4}
_BITS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64)
"""Of a pixel: 1, 3 or 4 channels of 1 to 16 bits."""
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_JPX_SIZE = b"\xff\x4f\xff\x51"
"""Begins the head of a JPEG 2000 picture; behind it stand its length and its kind, and then its size."""
_JBIG2_REGIONS = frozenset({4, 6, 7, 20, 22, 23, 36, 38, 39, 40, 42, 43})
_UNKNOWN = 0xFFFFFFFF
_ENDS = ("000000000001", "0000000000011")
"""With what a fax picture ends, if it is marked: the last of several marks for the end of a line."""
_TAIL = 16
"""Bytes of the end of a fax picture that are looked at for it; zeros may follow the mark."""
_BLACK_ROWS = int("00100110101010111111" * 2048, 2).to_bytes(5120, "big")
"""What draws rows that begin black, if anything is to be drawn yet: a black pixel, and then as the row above."""


def read_size(image: int) -> tuple[int, int]:
    """Return width and height of an image; of a JPEG its own, which count; of JPEG 2000 its own, if they are more."""
    width, height = _told_size(image)
    kind = read_filter(image)
    if kind == "DCTDecode":
        return _jpeg_size(read_data(image)) or (width, height)
    if kind == "JPXDecode" and (own := _jpx_size(read_data(image))):
        return max(width, own[0]), max(height, own[1])
    return width, height


def _told_size(image: int) -> tuple[int, int]:
    width, height = ctypes.c_uint(), ctypes.c_uint()
    raw.FPDFImageObj_GetImagePixelSize(_object(image), width, height)
    return width.value, height.value


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Follow the segments of a JPEG, each with its length, to the frame, which says the size."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        kind, length, _, height, width = struct.unpack_from(">BHBHH", data, at + 1)
        if kind in _FRAMES:
            return (width, height) if width and height else None
        at += 1 if kind == 0xFF else 2 + length
    return None


def _jpx_size(data: bytes) -> tuple[int, int] | None:
    at = data.find(_JPX_SIZE)
    if at < 0 or len(data) < at + 24:
        return None
    right, bottom, left, top = struct.unpack_from(">4I", data, at + 8)
    return max(0, right - left), max(0, bottom - top)


def read_pixels(image: int) -> Pixels | None:
    """Return an image as grey or as red, green, blue, without its mask; None if it cannot be decoded."""
    bitmap = raw.FPDFImageObj_GetBitmap(_object(image))
    if not bitmap:
        return None
    try:
        width, height = raw.FPDFBitmap_GetWidth(bitmap), raw.FPDFBitmap_GetHeight(bitmap)
        stride, channels = raw.FPDFBitmap_GetStride(bitmap), _CHANNELS.get(raw.FPDFBitmap_GetFormat(bitmap))
        if channels is None or width < 1 or height < 1:
            return None
        buffer = ctypes.cast(raw.FPDFBitmap_GetBuffer(bitmap), ctypes.POINTER(ctypes.c_ubyte))
        rows = np.ctypeslib.as_array(buffer, (height, stride))[:, : width * channels]
        if channels == 1:
            return rows.copy()
        how = cv2.COLOR_BGR2RGB if channels == 3 else cv2.COLOR_BGRA2RGB  # PDFium has blue first
        return np.asarray(cv2.cvtColor(rows.reshape(height, width, channels), how), np.uint8)
    finally:
        raw.FPDFBitmap_Destroy(bitmap)


def draw_page(page: int, width: int, height: int, *, grey: bool = False) -> Pixels:
    """Let PDFium draw a whole page on white, upright, so many pixels large, with its annotations."""
    channels, kind = (1, raw.FPDFBitmap_Gray) if grey else (3, raw.FPDFBitmap_BGR)
    flags = raw.FPDF_GRAYSCALE if grey else raw.FPDF_REVERSE_BYTE_ORDER
    pixels = np.full((height, width, channels), 255, np.uint8)
    bitmap = raw.FPDFBitmap_CreateEx(width, height, kind, pixels.ctypes.data_as(ctypes.c_void_p), width * channels)
    if not bitmap:
        raise MemoryError
    try:
        handle = ctypes.cast(page, raw.FPDF_PAGE)
        raw.FPDF_RenderPageBitmap(bitmap, handle, 0, 0, width, height, 0, raw.FPDF_ANNOT | flags)
    finally:
        raw.FPDFBitmap_Destroy(bitmap)
    return pixels[..., 0] if grey else pixels


# --- Pictures that are not whole: PDFium fills up what is missing, and says nothing ------------------------------


def is_cut(image: int) -> bool:
    """Whether the data of an image end before its picture does, or show more than the page does."""
    kind, size = read_filter(image), _told_size(image)
    match kind:
        case "DCTDecode":
            return _is_cut_jpeg(read_data(image))
        case "JPXDecode":
            return _is_cut_jpx(read_data(image), size)
        case "JBIG2Decode":
            return _is_cut_jbig2(read_data(image))
        case "CCITTFaxDecode":
            return _is_cut_fax(read_data(image), size)
        case "plain":
            length = raw.FPDFImageObj_GetImageDataDecoded(_object(image), None, 0)
            rows = [-(-size[0] * bits // 8) * size[1] for bits in _BITS]
            return length < max(rows) and not any(0 <= length - least <= SLACK for least in rows)
    return False


def _is_cut_jpeg(data: bytes) -> bool:
    if b"\xff\xd9" in data[-64:]:
        return False
    width, height = _jpeg_size(data) or (0, 0)
    if width * height > (Image.MAX_IMAGE_PIXELS or 0):  # more than Pillow decodes
        return True
    try:
        with Image.open(io.BytesIO(data)) as picture:
            picture.load()
    except (OSError, UnidentifiedImageError, SyntaxError, ValueError):
        return True
    return False


def _is_cut_jpx(data: bytes, told: tuple[int, int]) -> bool:
    own = _jpx_size(data)
    return own is None or own != told or b"\xff\xd9" not in data[-64:]


def _is_cut_jbig2(data: bytes) -> bool:
    """Whether the last segment reaches beyond the end; a segment is a head, which says how long it is, and its data."""
    at, found = 0, False
    while at + 11 <= len(data):
        number, flags, refers = struct.unpack_from(">IBB", data, at)
        count = refers >> 5
        at += 5
        if count == 7:
            (count,) = struct.unpack_from(">I", data, at)
            count &= 0x1FFFFFFF
            at += 4 + (count + 8) // 8
        else:
            at += 1
        at += count * (1 if number <= 256 else 2 if number <= 65536 else 4) + (4 if flags & 0x40 else 1)
        if at + 4 > len(data):
            return True
        (length,) = struct.unpack_from(">I", data, at)
        at += 4
        found = found or flags & 0x3F in _JBIG2_REGIONS
        if length == _UNKNOWN:
            return False
        at += length
    return at > len(data) or not found


def _is_cut_fax(data: bytes, size: tuple[int, int]) -> bool:
    """Whether a fax picture has no mark at its end, and shows more if more is appended; only group 4 is known."""
    if _has_end(data[-_TAIL:]):
        return False
    try:
        return _decoded_fax(data, size) != _decoded_fax(data + _BLACK_ROWS, size)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False


def _decoded_fax(data: bytes, size: tuple[int, int]) -> bytes:
    """Let libtiff decode group 4, as the only strip of a TIFF."""
    width, height = size
    values = {256: width, 257: height, 258: 1, 259: 4, 262: 0, 273: 0, 277: 1, 278: height, 279: len(data)}
    values[273] = 8 + 2 + 12 * len(values) + 4  # where the strip begins
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in values.items())
    head = struct.pack("<2sHIH", b"II", 42, 8, len(values))
    with Image.open(io.BytesIO(head + entries + bytes(4) + data)) as picture:
        return picture.tobytes()


def _has_end(tail: bytes) -> bool:
    bits = [f"{int.from_bytes(each, 'big'):b}".rstrip("0") for each in (tail, tail.rstrip(b"\r\n"))]
    return any(each.endswith(_ENDS) for each in bits)


Filter = Literal["DCTDecode", "JPXDecode", "JBIG2Decode", "CCITTFaxDecode", "plain", "other"]
_PLAIN = {"FlateDecode", "Fl", "LZWDecode", "LZW", "ASCII85Decode", "A85", "ASCIIHexDecode", "AHx", "Crypt"}
_SHORT = {"DCT": "DCTDecode", "CCF": "CCITTFaxDecode"}
_LONG: tuple[Filter, ...] = ("DCTDecode", "JPXDecode", "JBIG2Decode", "CCITTFaxDecode")


def read_filter(image: int) -> Filter:
    """Return what its pixels are packed with last; `plain` if only with what any data may be packed with."""
    handle = _object(image)
    count = raw.FPDFImageObj_GetImageFilterCount(handle)
    if count < 1:
        return "plain"
    buffer = ctypes.create_string_buffer(64)
    raw.FPDFImageObj_GetImageFilter(handle, count - 1, buffer, 64)
    name = buffer.value.decode("ascii", "replace")
    if name in _PLAIN:
        return "plain"
    return next((each for each in _LONG if each == _SHORT.get(name, name)), "other")


def read_data(image: int) -> bytes:
    """Return the data of an image, packed as a picture still."""
    size = raw.FPDFImageObj_GetImageDataDecoded(_object(image), None, 0)
    buffer = ctypes.create_string_buffer(max(1, size))
    raw.FPDFImageObj_GetImageDataDecoded(_object(image), buffer, size)
    return buffer.raw[:size]


def _object(image: int) -> Any:
    return ctypes.cast(image, raw.FPDF_PAGEOBJECT)
