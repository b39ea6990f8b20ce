"""Forms beside each other: whose they are, what they have in common, what changed. Everything reads one database.

`index` makes it from the tables; `entities` says which printed names are one department or unit.
"""
