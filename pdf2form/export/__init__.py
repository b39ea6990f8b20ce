"""Records to files: the OUT folder, tables in several formats, JSON Lines, and the picture of what was read on a page.

Import from the modules: `folder`, `tables`, `formats`, `lines`, `overlay`.
"""
