"""Commands beside reading and exporting, a file a family; each lists its own in COMMANDS, and `cli` registers them."""
