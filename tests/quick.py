"""`scripts/test quick`: the tests of the daily round, chosen by what they reach.

A test is left out when it, one of its fixtures, or anything of `tests` that these use starts a
program, drives a browser or loads the demo site. Nobody keeps a list of tests: a test that starts
to do one of these leaves the round by itself. Of a test with many cases that uses the database,
the first and the last case stay. `slow_tests.txt` beside this module names the tests that took far
longer than the others when they were measured: `scripts/test quick --record-slow` writes it anew.
A new test is in the round until it is measured. At its end the round says what it left out, and
names the files of which it ran nothing, so that none is missing unnoticed.
"""

from __future__ import annotations

import inspect
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from statistics import median
from types import CodeType, FunctionType, ModuleType
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter
    from xdist.workermanage import WorkerController

#: What a test of the daily round does not reach: these modules and all that is defined in them.
SLOW = (
    "home.demo.load",
    "hypothesis",
    "playwright",
    "subprocess",
    "tests.cms_server",
    "tests.demo_site",
    "tests.fault_cluster",
    "tests.kept_demo",
    "tests.nginx",
)


SLOW_TESTS = Path(__file__).with_name("slow_tests.txt")
LEFT_OUT = pytest.StashKey[list[str]]()
#: How many times the median of all tests a slow one takes. The load of the machine cancels out.
FAR_LONGER = 5


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--quick", action="store_true", help="only tests that start nothing slow")
    parser.addoption("--record-slow", action="store_true", help="measure which tests are slow")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("record_slow") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Stopwatch(), "stopwatch")


class Stopwatch:
    """Measures the tests of a run, and names those that take far longer than the others."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] += report.duration

    def pytest_sessionfinish(self) -> None:
        SLOW_TESTS.write_text("".join(f"{name}\n" for name in self.slow()))

    def slow(self) -> list[str]:
        limit = FAR_LONGER * median(self.seconds.values())
        return sorted({_name(case) for case, duration in self.seconds.items() if duration > limit})


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("quick"):
        return
    plugins = [
        plugin
        for plugin in config.pluginmanager.get_plugins()
        if isinstance(plugin, ModuleType) and _is_ours(plugin.__name__)
    ]
    measured = set() if config.getoption("record_slow") else set(SLOW_TESTS.read_text().split())
    reaching = {item for item in items if reaches_slow(*_parts(item, plugins))}
    quick = [item for item in items if item not in reaching and _name(item.nodeid) not in measured]
    chosen = set(first_and_last_cases(quick))
    _note(config, left_out(items, reaching, quick, chosen))
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = [item for item in items if item in chosen]


def left_out(
    items: Sequence[pytest.Item],
    reaching: Collection[pytest.Item],
    quick: Collection[pytest.Item],
    chosen: Collection[pytest.Item],
) -> list[str]:
    """What the round says at its end, line by line."""
    measured = len(items) - len(reaching) - len(quick)
    files = {item.nodeid.partition("::")[0] for item in items}
    files -= {item.nodeid.partition("::")[0] for item in chosen}
    return [
        f"{len(chosen)} of {len(items)} tests. Left out: {len(reaching)} start something slow, "
        f"{measured} were measured to be slow, {len(quick) - len(chosen)} are among more cases.",
        *(f"nothing of {file}" for file in sorted(files)),
    ]


def _note(config: pytest.Config, lines: list[str]) -> None:
    config.stash[LEFT_OUT] = lines
    if hasattr(config, "workeroutput"):
        config.workeroutput["left_out"] = lines


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: WorkerController) -> None:
    """A worker of pytest-xdist has ended: its process alone knows what was collected."""
    node.config.stash[LEFT_OUT] = getattr(node, "workeroutput", {}).get("left_out", [])


def pytest_terminal_summary(terminalreporter: TerminalReporter, config: pytest.Config) -> None:
    if lines := config.stash.get(LEFT_OUT, []):
        terminalreporter.section("the quick round")
        terminalreporter.write_line("\n".join(lines))


def first_and_last_cases(items: list[pytest.Item]) -> Iterator[pytest.Item]:
    for _, group in groupby(items, key=lambda item: _name(item.nodeid)):
        cases = list(group)
        uses_database = any(
            name.startswith("database") for name in getattr(cases[0], "fixturenames", ())
        )
        yield from cases[:: max(1, len(cases) - 1)] if uses_database else cases


def reaches_slow(*values: object) -> bool:
    """Whether one of the values, or what it uses, is slow."""
    visited: set[int] = set()
    waiting = list(values)
    while waiting:
        value = inspect.unwrap(value) if callable(value := waiting.pop()) else value
        if id(value) in visited:
            continue
        visited.add(id(value))
        if _is_slow(_module(value)):
            return True
        if isinstance(value, FunctionType) and _is_ours(value.__module__):
            names = list(_names(value.__code__))
            if any(map(_is_slow, names)):
                return True
            waiting += (value.__globals__.get(name) for name in names)
        elif isinstance(value, type) and _is_ours(value.__module__):
            waiting += vars(value).values()
    return False


def _parts(item: pytest.Item, plugins: list[ModuleType]) -> Iterator[object]:
    """The function of a test, and those of its fixtures."""
    if isinstance(item, pytest.Function):
        yield item.function
        for name in item.fixturenames:
            places = (place for place in (item.module, *plugins) if hasattr(place, name))
            yield getattr(next(places, None), name, None)


def _name(nodeid: str) -> str:
    """The name of a test without that of its case."""
    return nodeid.partition("[")[0]


def _module(value: object) -> str:
    if isinstance(value, ModuleType):
        return value.__name__
    return str(getattr(value, "__module__", ""))


def _names(code: CodeType) -> Iterator[str]:
    """The names that a function uses, those of modules that it imports and of its own functions
    among them."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _is_slow(module: str) -> bool:
    return any(module == slow or module.startswith(f"{slow}.") for slow in SLOW)


def _is_ours(module: str | None) -> bool:
    return module is not None and module.partition(".")[0] == "tests"
