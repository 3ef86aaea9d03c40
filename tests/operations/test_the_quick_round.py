"""`scripts/test quick` leaves out what starts something slow, and nothing else."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest

from config.env import ROOT
from tests import conftest, content, kept_demo, people, quick
from tests.cms_server import CmsServer
from tests.quick import reaches_slow


def starts_a_program() -> None:
    subprocess.run(["true"], check=True)


def calls_what_starts_a_program() -> None:
    starts_a_program()


def drives_a_browser() -> None:
    from playwright.sync_api import sync_playwright

    sync_playwright()


class Visitor:
    def opens(self) -> None:
        drives_a_browser()


def meets_a_visitor() -> None:
    def open_it() -> None:
        Visitor().opens()

    open_it()


def loads_the_demo() -> None:
    kept_demo.load()


def starts_the_cms() -> CmsServer:
    return CmsServer(workers=1)


@pytest.mark.parametrize(
    "value",
    [
        starts_a_program,
        calls_what_starts_a_program,
        drives_a_browser,
        meets_a_visitor,
        loads_the_demo,
        starts_the_cms,
        conftest.browser,
        conftest.cms_server,
    ],
)
def test_whatever_leads_to_something_slow_is_slow(value: Callable[..., object]) -> None:
    assert reaches_slow(value)


@pytest.mark.parametrize(
    "value", [content.page, conftest.database, conftest.about, people.reader, people.Person]
)
def test_the_database_the_admin_and_readers_are_quick(value: Callable[..., object]) -> None:
    assert not reaches_slow(value)


def test_functions_that_call_each_other_are_looked_at_once() -> None:
    assert not reaches_slow(even)


def even(number: int) -> bool:
    return number == 0 or odd(number - 1)


def odd(number: int) -> bool:
    return number != 0 and even(number - 1)


class Item:
    """What the round looks at in a test that pytest has collected."""

    def __init__(self, nodeid: str, *fixturenames: str) -> None:
        self.nodeid = nodeid
        self.fixturenames = fixturenames

    def __repr__(self) -> str:
        return self.nodeid


def test_of_many_cases_that_use_the_database_the_first_and_the_last_stay() -> None:
    items = [
        *(Item(f"test_a[{number}]", "database") for number in range(5)),
        Item("test_b", "database"),
        *(Item(f"test_c[{number}]", "admin", "database_of_the_module") for number in range(2)),
        *(Item(f"test_d[{number}]") for number in range(3)),
    ]
    assert str([*quick.first_and_last_cases(items)]) == (
        "[test_a[0], test_a[4], test_b, test_c[0], test_c[1], test_d[0], test_d[1], test_d[2]]"
    )


def test_the_round_says_what_it_leaves_out_and_names_the_files_that_it_does_not_run() -> None:
    slow, measured, *cases, other = items = [
        Item("tests/test_a.py::test_slow"),
        Item("tests/test_a.py::test_measured"),
        *(Item(f"tests/test_b.py::test_cases[{number}]") for number in range(3)),
        Item("tests/test_c.py::test_other"),
    ]
    in_the_round = [*cases, other]
    chosen = [cases[0], cases[-1], other]
    assert quick.left_out(items, [slow], in_the_round, chosen) == [
        "3 of 6 tests. Left out: 1 start something slow, 1 were measured to be slow, "
        "1 are among more cases.",
        "nothing of tests/test_a.py",
    ]


def test_every_test_that_was_measured_to_be_slow_is_still_there() -> None:
    for name in quick.SLOW_TESTS.read_text().split():
        file, *_classes, function = name.split("::")
        path = ROOT / file
        assert path.is_file(), f"{name} is gone: take it out of tests/slow_tests.txt"
        assert f"def {function}(" in path.read_text(), f"{name} is gone: take it out of the list"


def test_a_test_that_takes_far_longer_than_the_others_is_named_once() -> None:
    stopwatch = quick.Stopwatch()
    stopwatch.seconds |= {f"test_a[{number}]": 0.2 for number in range(9)}
    stopwatch.seconds |= {"test_b[x]": 1.1, "test_b[y]": 4.0, "test_c": 0.9}
    assert stopwatch.slow() == ["test_b"]
