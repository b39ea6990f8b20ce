"""Small PDFs in memory for the tests of sources, from a content stream and page keys."""

import io
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

FORM = tuple[bytes, list[float] | None, list[float]]
"""Content, /Matrix, /BBox of a form XObject; all forms see each other."""


def small_pdf(
    content: bytes | str,
    *,
    media: tuple[float, ...] = (0, 0, 300, 300),
    forms: dict[str, FORM] | None = None,
    unicode_map: bytes | None = None,
    image: bool = False,
    **page: Any,
) -> bytes:
    """Make one page: fonts /Helv and /Song (not embedded), /Cid with its own Unicode map, an image /Im."""
    pdf = pikepdf.new()
    resources = Dictionary(Font=_fonts(pdf, unicode_map), XObject=Dictionary())
    resources.ExtGState = Dictionary(Clear=Dictionary(ca=0, CA=0))
    for name, (inner, matrix, bounds) in (forms or {}).items():
        form = Stream(pdf, inner, Type=Name.XObject, Subtype=Name.Form, BBox=Array(bounds))
        if matrix:
            form.Matrix = Array(matrix)
        resources.XObject[f"/{name}"] = pdf.make_indirect(form)
    if image:
        keys = {"Subtype": Name.Image, "Width": 1, "Height": 1, "ColorSpace": Name.DeviceGray, "BitsPerComponent": 8}
        resources.XObject["/Im"] = Stream(pdf, b"\x80", Type=Name.XObject, **keys)
    resources = pdf.make_indirect(resources)
    for name in forms or {}:
        resources.XObject[f"/{name}"].Resources = resources
    body = Stream(pdf, content.encode() if isinstance(content, str) else content)
    leaf = Dictionary(Type=Name.Page, MediaBox=Array(media), Resources=resources, Contents=body)
    for key, value in page.items():
        leaf[f"/{key}"] = Array(value) if isinstance(value, (list, tuple)) else value
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(leaf)))
    return saved(pdf)


def saved(pdf: pikepdf.Pdf, **options: Any) -> bytes:
    target = io.BytesIO()
    pdf.save(target, **options)
    return target.getvalue()


def song(text: str) -> str:
    """Write Chinese for /Song, as a PDF string."""
    return f"<{text.encode('utf-16-be').hex()}>"


def unicode_map(pairs: dict[str, str]) -> bytes:
    """Write a ToUnicode map from codes to UTF-16, both in hex."""
    rows = " ".join(f"<{code}> <{target}>" for code, target in pairs.items())
    head = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <0000> <FFFF>"
    return f"{head} endcodespacerange {len(pairs)} beginbfchar {rows} endbfchar endcmap end end".encode()


def _fonts(pdf: pikepdf.Pdf, mapping: bytes | None) -> Any:
    latin = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    fonts = Dictionary(Helv=latin, Song=_wide(pdf, "/STSong-Light", "/UniGB-UCS2-H", "GB1", Name.CIDFontType0))
    if mapping is not None:
        fonts.Cid = _wide(pdf, "/Other", "/Identity-H", "Identity", Name.CIDFontType2)
        fonts.Cid.ToUnicode = Stream(pdf, mapping)
    return fonts


def _wide(pdf: pikepdf.Pdf, name: str, encoding: str, ordering: str, kind: Any) -> Any:
    font = Name(name)
    bounds = Array([-25, -254, 1000, 880])
    about = Dictionary(Type=Name.FontDescriptor, FontName=font, Flags=6, FontBBox=bounds, ItalicAngle=0)
    about.Ascent, about.Descent, about.CapHeight, about.StemV = 752, -271, 737, 58
    system = Dictionary(Registry=b"Adobe", Ordering=ordering.encode(), Supplement=0)
    below = Dictionary(Type=Name.Font, Subtype=kind, BaseFont=font, CIDSystemInfo=system, DW=1000, FontDescriptor=about)
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font, Subtype=Name.Type0, BaseFont=font, Encoding=Name(encoding), DescendantFonts=Array([below])
        )
    )
