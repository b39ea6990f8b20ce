"""pdf2form against its peers and against the bare PDFium, on the committed fixtures. `python -m bench --help`."""
