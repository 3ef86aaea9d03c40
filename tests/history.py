"""What readers saw and writers did, and whether the two can both be true of the promises.

Writers put a rising number of their own into a menu item and a page's title, in both languages, in
one transaction. So every answer says how far each writer had come: `marks`, by language and
writer. From the marks alone the checker knows whether an answer mixes versions, whether two
documents disagree, and when a commit became readable, without asking the CMS. The version of a
document is that of its own last change, so versions are compared within a document, and documents
by their marks.

Times are of CLOCK_MONOTONIC, which all processes of a machine share.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

Marks = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Read:
    """One answer. `reader` reads one thing after another; `machine` is whom it asked."""

    reader: str
    machine: str
    start: float
    end: float
    key: str
    version: int


@dataclass(frozen=True, slots=True)
class Commit:
    """`number` of `writer` was certainly in the database at `at`."""

    writer: str
    number: int
    at: float


@dataclass
class History:
    reads: list[Read] = field(default_factory=list)
    commits: list[Commit] = field(default_factory=list)
    # (machine, version, key) -> every different body seen: its digest and its marks.
    bodies: dict[tuple[str, int, str], dict[str, Marks]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    # What editors were refused: each edit that is not among the commits.
    refused: list[str] = field(default_factory=list)
    retried: int = 0
    # From when to when PostgreSQL could not be asked for what it had not told anybody yet.
    outages: list[tuple[float, float]] = field(default_factory=list)
    # Of the machine meanwhile (tests/pace.py).
    slowness: float = 1.0

    def saw(self, machine: str, version: int, key: str, digest: str, marks: Marks) -> None:
        self.bodies.setdefault((machine, version, key), {})[digest] = marks

    def add(self, later: History) -> None:
        """What followed, by the same writers and readers."""
        self.reads += later.reads
        self.commits += later.commits
        self.failures += later.failures
        self.refused += later.refused
        self.retried += later.retried
        self.outages += later.outages
        self.slowness = max(self.slowness, later.slowness)
        for place, bodies in later.bodies.items():
            self.bodies.setdefault(place, {}).update(bodies)

    @property
    def versions(self) -> set[int]:
        return {read.version for read in self.reads}

    # --- The promises ---

    def gone_back(self) -> list[str]:
        """Reads that began after another reader of the same machine had something newer: a higher
        version of the same document, or a higher number of a writer in any document."""
        problems = []
        by_machine: dict[str, list[Read]] = defaultdict(list)
        for read in self.reads:
            by_machine[read.machine].append(read)
        for machine, reads in by_machine.items():
            ended = sorted(reads, key=lambda read: read.end)
            versions: dict[str, int] = {}
            numbers: dict[str, int] = {}
            position = 0
            for read in sorted(reads, key=lambda read: read.start):
                while position < len(ended) and ended[position].end < read.start:
                    earlier = ended[position]
                    versions[earlier.key] = max(versions.get(earlier.key, 0), earlier.version)
                    for writer, number in self._numbers(earlier).items():
                        numbers[writer] = max(numbers.get(writer, 0), number)
                    position += 1
                newest = versions.get(read.key, 0)
                undone = [
                    f"{writer}-{numbers[writer]}"
                    for writer, number in self._numbers(read).items()
                    if number < numbers.get(writer, 0)
                ]
                if read.version < newest or undone:
                    problems.append(
                        f"{machine}: {read.reader} got {read.key} at version {read.version}"
                        f" when {newest} had been answered{', without ' if undone else ''}"
                        f"{', '.join(undone)}"
                    )
        return problems

    def _numbers(self, read: Read) -> dict[str, int]:
        """How far each writer had come in what was read."""
        bodies = self.bodies.get((read.machine, read.version, read.key), {})
        for marks in bodies.values():
            return next(iter(marks.values()), {})
        return {}

    def mixed(self) -> list[str]:
        """Versions whose bytes, documents or languages do not agree, or that undo another."""
        contradictions = []
        marks_of: dict[int, dict[str, int]] = {}
        for (machine, version, key), bodies in sorted(self.bodies.items()):
            if len(bodies) > 1:
                contradictions.append(
                    f"{machine}: {key} has {len(bodies)} bodies at version {version}"
                )
            for marks in bodies.values():
                for language, numbers in marks.items():
                    if marks_of.setdefault(version, numbers) != numbers:
                        contradictions.append(
                            f"{machine}: {key} ({language}) says {numbers} at version {version},"
                            f" where another answer says {marks_of[version]}"
                        )
        for older, newer in pairwise(sorted(marks_of)):
            for writer, number in marks_of[older].items():
                if marks_of[newer].get(writer, -1) < number:
                    contradictions.append(
                        f"version {newer} undoes {writer}-{number} of version {older}"
                    )
        return contradictions

    def lags(self, allowed: float) -> tuple[list[float], list[str]]:
        """Seconds from each commit to the first sight of it by the slowest reader; and those
        readers who asked more than `allowed` seconds after a commit and did not get it."""
        numbers = {version: next(iter(marks.values()), {}) for version, marks in self._marks()}
        reads: dict[str, list[Read]] = defaultdict(list)
        for read in self.reads:
            reads[read.reader].append(read)
        slowest: dict[Commit, float] = {}
        late = []
        for reader, own in reads.items():
            own.sort(key=lambda read: read.start)
            for writer, commits in self._by_writer().items():
                seen_numbers = [numbers.get(read.version, {}).get(writer, 0) for read in own]
                for commit in commits:
                    first = _first(seen_numbers, commit.number)
                    begin = commit.at
                    if first is None or own[first].end > commit.at:
                        begin = self._reachable_from(commit.at, allowed)
                    overdue = _overdue(own, seen_numbers, commit.number, begin + allowed)
                    if overdue is not None:
                        late.append(
                            f"{reader} asked {overdue - begin:.3f} s after the commit of"
                            f" {writer}-{commit.number} and did not get it"
                        )
                    if first is not None:
                        lag = max(0.0, own[first].end - begin)
                        slowest[commit] = max(slowest.get(commit, 0.0), lag)
        return sorted(slowest.values()), late

    def _reachable_from(self, at: float, allowed: float) -> float:
        """When the second begins that a commit has: for one that PostgreSQL took down with it
        before it was published, when PostgreSQL is back."""
        for begin, end in self.outages:
            if begin - allowed < at < end:
                return end
        return at

    def _by_writer(self) -> dict[str, list[Commit]]:
        by_writer: dict[str, list[Commit]] = defaultdict(list)
        for commit in self.commits:
            by_writer[commit.writer].append(commit)
        return by_writer

    def _marks(self) -> Iterable[tuple[int, Marks]]:
        for (_machine, version, _key), bodies in self.bodies.items():
            for marks in bodies.values():
                yield version, marks


def _first(numbers: list[int], number: int) -> int | None:
    """The position of the first read that shows `number`. What a reader sees only rises: where it
    does not, `gone_back` says so."""
    position = bisect_left(numbers, number)
    return position if position < len(numbers) else None


def _overdue(
    own: list[Read], seen_numbers: list[int], number: int, deadline: float
) -> float | None:
    """When a read began that should have shown the number and did not."""
    position = bisect_left(own, deadline, key=lambda read: read.start)
    return own[position].start if position < len(own) and seen_numbers[position] < number else None


def percentile(ordered: list[float], share: float) -> float:
    """Of values in ascending order; 0.0 of none."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0
