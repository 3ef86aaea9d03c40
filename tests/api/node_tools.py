"""Tools of Node for tests, as a package-lock.json pins them."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest


def node_modules_in(folder: Path) -> None:
    """Installs what the lock file of a folder pins, once. Where that cannot be done, as without
    Node or the internet, the test is skipped; in a CI it fails."""
    if (folder / "node_modules" / ".package-lock.json").exists():
        return
    trouble = "there is no npm on the PATH"
    if npm := shutil.which("npm"):
        command = [npm, "ci", "--no-audit", "--no-fund"]
        if subprocess.run(command, cwd=folder).returncode == 0:
            return
        trouble = f"npm cannot install what {folder.name}/package-lock.json pins"
    if os.environ.get("CI"):
        pytest.fail(trouble)
    pytest.skip(trouble)
