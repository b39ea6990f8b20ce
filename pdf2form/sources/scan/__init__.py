"""A page image to a Page: upright, flat, without stamps, its rulings from pixels, its text recognised line by line.

photo: the pixels · stamps, grey_stamps, ink: black ink and paper · flat, bend: skew, perspective, curl · strokes,
edges, hairs, ruled: rulings · faint, lines, unread: where text stands · engine: the recogniser · letters: its answer
as characters · signs, doubts, worn, twins, dust, words: what paper and vocabulary say of it · glyphs: those on the
page. docs/scans.md has the whole chain.
"""

from pdf2form.sources.scan.engine import name as name_recogniser
from pdf2form.sources.scan.reading import Scanner

__all__ = ["Scanner", "name_recogniser"]
