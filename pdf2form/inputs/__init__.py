"""Everything that a user may name as an input, to single documents: what `convert` reads, and where their bytes are.

`find` takes names apart, `lists` reads --files-from; `places` are files and bytes, `members` and `zips` archives.
`names` makes names into text that tables can hold.
"""

from pdf2form.inputs.find import Inputs, find_inputs
from pdf2form.inputs.lists import read_list
from pdf2form.inputs.places import BytesPlace, FilePlace, Input, Place, Stamp

__all__ = ["BytesPlace", "FilePlace", "Input", "Inputs", "Place", "Stamp", "find_inputs", "read_list"]
