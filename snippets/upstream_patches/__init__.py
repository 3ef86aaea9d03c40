"""What this project replaces in Wagtail and wagtail-localize, all of it in tables.

`snippets/upstream_patches/table.py` and `home/upstream_patches.py` hold a row for each replacement.
Nothing else may assign to a module or class of these packages: a test compares them after start.
A system check fails when a row has lost its target, or when a package is not the tested version.
See docs/decisions/upstream-patches.md.
"""

from snippets.upstream_patches.patch import Patch, PatchTable
from snippets.upstream_patches.versions import LOCALIZE, WAGTAIL

#: The rows that are in force in this process.
PATCHES = PatchTable()

__all__ = ["LOCALIZE", "PATCHES", "WAGTAIL", "Patch", "PatchTable"]
