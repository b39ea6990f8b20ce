"""Options of the command line that are more than a word: their text to what it means."""

import os
import re
from pathlib import Path

import click

from pdf2form.export.store import OutPath, StorePath
from pdf2form.inputs.urls import is_url, local_path
from pdf2form.request import LEAST_MEMORY, MEMORY
from pdf2form.run import Shard

MOST_MEMORY = 1_000_000_000_000_000
"""Bytes; more is a slip of the pen."""
LONGEST = 10_000_000.0
"""Seconds for a document: some months."""


def out_folder(_ctx: click.Context, _param: click.Parameter, text: str) -> OutPath | None:
    """Return the folder of a path or URL, None for `-`."""
    if text == "-":
        return None
    if not text:
        raise click.BadParameter("the name of the folder is empty; . is the working folder")
    if not is_url(text):
        return Path(text)
    if path := local_path(text):
        return Path(path)
    kind, _, place = text.partition("://")
    if kind.lower() in ("http", "https") or "::" in kind or not place.strip("/"):
        raise click.BadParameter(f"{text}: nothing can be written there; name a folder, or s3://bucket/folder")
    if kind.lower() == "memory":
        raise click.BadParameter(f"{text}: is gone when this process ends, and no worker sees it; name another store")
    return StorePath(text.rstrip("/"))


def filled_folder(ctx: click.Context, param: click.Parameter, text: str) -> OutPath:
    """Return the folder of a path or URL; a path must be there, a store is asked later."""
    found = out_folder(ctx, param, text)
    if isinstance(found, StorePath):
        return found
    path = Path(os.fsdecode(click.Path(exists=True).convert(str(found or text), param, ctx)))
    if not path.is_dir():  # click itself lets devices pass
        raise click.BadParameter(f"{text}: is no folder; name one that pdf2form convert has filled")
    return path


def disk_folder(ctx: click.Context, param: click.Parameter, text: str) -> Path:
    """Return a filled folder of this disk: for what keeps a database beside the tables."""
    found = filled_folder(ctx, param, text)
    if isinstance(found, StorePath):
        raise click.BadParameter(f"{text}: is in a store; copy its records/ and inputs.csv to a folder, and name that")
    return found


def page_range(_ctx: click.Context, _param: click.Parameter, text: str | None) -> range | None:
    """Return `3-9` or `3` as the pages that are meant."""
    if text is None:
        return None
    found = re.fullmatch(r"([1-9][0-9]{0,5})(?:-([1-9][0-9]{0,5}))?", text)
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
    if first > last:
        raise click.BadParameter("pages are written 3-9 or 3, counted from 1, the lower one first")
    return range(first, last + 1)


def memory_size(_ctx: click.Context, _param: click.Parameter, text: str | None) -> int:
    """Return `6G` or `800M` as bytes."""
    if text is None:
        return MEMORY
    found = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?) ?([MG])B?", text.strip(), re.IGNORECASE)
    size = int(float(found[1]) * {"M": 1_000_000, "G": 1_000_000_000}[found[2].upper()]) if found else 0
    if not LEAST_MEMORY <= size <= MOST_MEMORY:
        least, most = LEAST_MEMORY // 1_000_000, MOST_MEMORY // 1_000_000_000
        raise click.BadParameter(f"memory is written 6G or 1500M, from {least}M to {most}G")
    return size


def picture_budget(_ctx: click.Context, _param: click.Parameter, text: str) -> int:
    """Return `1G`, `500M` or `0` as bytes."""
    found = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?) ?([MG])B?|0", text.strip(), re.IGNORECASE)
    if not found:
        raise click.BadParameter("the size of all pictures is written 1G or 500M; 0 for none")
    return int(float(found[1]) * {"M": 1_000_000, "G": 1_000_000_000}[found[2].upper()]) if found[1] else 0


def seconds(_ctx: click.Context, _param: click.Parameter, given: float | None) -> float | None:
    """Return a time limit that a clock can keep."""
    if given is not None and not 0 < given <= LONGEST:  # also if it is no number
        raise click.BadParameter(f"seconds are more than 0, and at most {LONGEST:,.0f}")
    return given


def shard_of(_ctx: click.Context, _param: click.Parameter, text: str | None) -> Shard | None:
    """Return `3/64` as the shard that is meant."""
    if text is None:
        return None
    found = re.fullmatch(r"([1-9][0-9]*)/([1-9][0-9]*)", text)
    shard = Shard(int(found[1]), int(found[2])) if found else Shard(1, 0)
    if shard.number > shard.of:
        raise click.BadParameter("shards are written 3/64, counted from 1")
    return shard
