"""A page image to a Page: upright, flat, without stamps, its rulings from pixels, its text recognised line by line.

photo: the pixels · ink: black ink and paper · flat: skew, perspective, curl · strokes: rulings · lines: where text
stands · engine: the recogniser · letters: its answer as characters · glyphs: those on the page.
"""

from pdf2form.sources.scan.engine import name as name_recogniser
from pdf2form.sources.scan.reading import Scanner

__all__ = ["Scanner", "name_recogniser"]
