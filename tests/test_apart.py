"""Calls in a process of its own: what happens there never reaches the caller, but for the answer."""

import os
import tempfile
import time
from collections.abc import Iterator
from math import sqrt
from pathlib import Path

import pytest

from pdf2form.sources.apart import Apart, Unanswered

PATIENT = 60.0


@pytest.fixture(scope="module")
def apart() -> Iterator[Apart]:
    started = Apart()
    yield started
    started.close()


def test_the_answer_comes_from_another_process_that_is_kept(apart: Apart) -> None:
    first = apart.call(PATIENT, os.getpid)
    assert first != os.getpid()
    assert apart.call(PATIENT, os.getpid) == first


def test_what_the_function_raises_is_named(apart: Apart) -> None:
    with pytest.raises(Unanswered, match="ValueError"):
        apart.call(PATIENT, sqrt, -1)


def test_what_the_function_prints_is_no_answer(apart: Apart) -> None:
    assert apart.call(PATIENT, os.write, 1, b"talk") == 4
    assert apart.call(PATIENT, os.getpid)


def test_a_call_that_takes_too_long_is_ended_and_the_next_one_answered(apart: Apart) -> None:
    lost = apart.call(PATIENT, os.getpid)
    with pytest.raises(Unanswered, match=r"not done after 0\.1 s"):
        apart.call(0.1, time.sleep, 600)
    assert apart.call(PATIENT, os.getpid) != lost


def test_a_process_that_dies_is_replaced(apart: Apart) -> None:
    with pytest.raises(Unanswered, match="its process ended"):
        apart.call(PATIENT, os.abort)
    assert apart.call(PATIENT, sqrt, 4) == 2


def test_temporary_files_go_with_the_process(apart: Apart) -> None:
    left = Path(apart.call(PATIENT, tempfile.mkdtemp))
    assert left.is_dir()
    apart.close()
    assert not left.exists()
