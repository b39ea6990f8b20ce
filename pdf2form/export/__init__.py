"""Records to files: the OUT folder, CSV tables, JSON Lines, and the picture of what was read on a page.

Import from the modules: `folder`, `tables`, `lines`, `overlay`.
"""
