"""A row of the table of replacements, and the table, which puts the rows in force.

A row whose target is gone is left out when the process starts, so that `manage.py` can still run
and say so: the system check reports it, and `migrate` runs the check before each release.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pkgutil import resolve_name

from django.core.checks import Error
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model
from django.dispatch import Signal
from wagtail import hooks

NONE_KNOWN = "none known"


@dataclass(frozen=True)
class Patch:
    """One replacement.

    `target` is the dotted path of what is replaced. `replacement` gets the original and answers
    what takes its place. `why` says what happens without it. `tested_with` names the package and
    its version. `hook` is the name of the hook when the target is a function registered for one:
    then its place in the list of the hook is taken, and the function itself stays as it is. So it
    is with `signal` and `sender`, when the target is a receiver of a signal.
    """

    target: str
    replacement: Callable[..., object]
    why: str
    tested_with: str
    issue: str = NONE_KNOWN
    hook: str = ""
    signal: Signal | None = None
    sender: type[Model] | None = None

    def put_in_force(self) -> None:
        """Raises AttributeError, ImportError or ValueError when the target is gone."""
        owner_path, _dot, name = self.target.rpartition(".")
        owner = resolve_name(owner_path)
        original = getattr(owner, name)
        if self.signal is not None:
            receiver = self.replacement(original)
            if not (callable(receiver) and self.signal.disconnect(original, sender=self.sender)):
                raise ValueError(f"{self.target} does not receive the signal.")
            self.signal.connect(receiver, sender=self.sender, weak=False)
        elif self.hook:
            registered = hooks._hooks[self.hook]
            place = [function for function, _order in registered].index(original)
            registered[place] = (self.replacement(original), registered[place][1])
        else:
            setattr(owner, name, self.replacement(original))

    def version_error(self) -> Error | None:
        """The error to report when the installed package is not the one tested, else None."""
        package, _space, tested = self.tested_with.partition(" ")
        try:
            installed = version(package)
        except PackageNotFoundError:
            installed = "not installed"
        if installed == tested:
            return None
        return Error(
            f"The replacement of {self.target} was tested with {package} {tested}, "
            f"and {package} is {installed}.",
            hint=(
                f"It is there because: {self.why} (issue: {self.issue}). See what {self.target} "
                f"does in {installed}. Delete the row if it is mended there. Otherwise run the "
                "tests and write the new version into snippets/upstream_patches/versions.py."
            ),
            id="upstream_patches.E002",
        )


class PatchTable:
    """The rows in force, each target once."""

    def __init__(self) -> None:
        self.rows: list[Patch] = []
        self.lost: dict[Patch, Exception] = {}

    def apply(self, rows: Iterable[Patch]) -> None:
        """Puts rows in force. Runs once at start, before the first request."""
        for row in rows:
            if any(row.target == other.target and row.hook == other.hook for other in self.rows):
                raise ImproperlyConfigured(f"{row.target} is replaced by two rows.")
            self.rows.append(row)
            try:
                row.put_in_force()
            except (AttributeError, ImportError, ValueError) as error:
                self.lost[row] = error

    def errors(self) -> list[Error]:
        """What the system check reports: lost targets and untested versions."""
        lost = [
            Error(
                f"{row.target}, which this project replaces, is gone: {error}",
                hint=(
                    f"It was replaced because: {row.why} (issue: {row.issue}). Find what took its "
                    "place and name that in the row, or delete the row if it is mended upstream."
                ),
                id="upstream_patches.E001",
            )
            for row, error in self.lost.items()
        ]
        versions = [error for row in self.rows if (error := row.version_error()) is not None]
        return lost + versions


def instead(value: object) -> Callable[..., object]:
    """A replacement that has no use for the original."""
    return lambda _original: value
