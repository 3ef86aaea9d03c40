"""What this project replaces in Wagtail and its neighbours, all of it in tables.

`table.py`, `home/upstream_patches.py` and `cms/search/upstream_patches.py` hold a row for each.
Nothing else may assign to a module or class of these packages: a test compares them after start.
A system check fails when a row has lost its target, or when a package is not the tested version.
See docs/decisions/upstream-patches.md.
"""

from snippets.upstream_patches.patch import Patch, PatchTable
from snippets.upstream_patches.versions import LOCALIZE, MODELSEARCH, WAGTAIL

#: The rows that are in force in this process.
PATCHES = PatchTable()

__all__ = ["LOCALIZE", "MODELSEARCH", "PATCHES", "WAGTAIL", "Patch", "PatchTable"]
