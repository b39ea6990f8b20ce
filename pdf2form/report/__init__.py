"""What people open in a browser, made of an OUT folder: pages that need no server and no network.

`docs/report.md` says what they show.
"""
