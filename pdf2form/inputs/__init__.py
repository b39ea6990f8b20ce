"""Everything that a user may name as an input, to single documents: what `convert` reads, and where their bytes are.

`find` takes names apart, `lists` reads --files-from; `places` are files and bytes, `members` and `zips` archives,
`urls` what is elsewhere (`http` and `stores` fetch it, `web` says how much of it). `names` makes names into text.
"""

from pdf2form.inputs.find import Inputs, find_inputs
from pdf2form.inputs.lists import read_list
from pdf2form.inputs.places import BytesPlace, FilePlace, Input, Place, Stamp
from pdf2form.inputs.urls import Web

__all__ = ["BytesPlace", "FilePlace", "Input", "Inputs", "Place", "Stamp", "Web", "find_inputs", "read_list"]
