"""What the image holds, checked without Docker: the image itself is built in GitHub Actions."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from config.env import ROOT
from tests.operations.docker_files import (
    DEVELOPMENT,
    DOCKERFILE,
    OF_THE_CMS,
    PRODUCTION,
    arguments_of,
    environment_of,
    files_in_the_image,
    instructions,
)


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files that the image has in /app."""
    app = tmp_path_factory.mktemp("app")
    for path in files_in_the_image():
        (app / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, app / path)
    return app


def run(image: Path, *command: str, data_dir: Path) -> subprocess.CompletedProcess[str]:
    """Python with what is in the image, as the container `web` has it."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=image,
        env=environment_of("web", data_dir) | {"PYTHONPATH": str(image)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_image_ends_as_the_user_that_compose_names() -> None:
    user = instructions("USER")[-1]
    for compose in (PRODUCTION, DEVELOPMENT):
        own_services = set(OF_THE_CMS) & compose["services"].keys()
        assert {compose["services"][name]["user"] for name in own_services} == {user}
    useradd = arguments_of("useradd")
    assert useradd[useradd.index("--uid") + 1] == user.partition(":")[0]


def test_every_stage_starts_from_the_same_version() -> None:
    (base,) = set(DOCKERFILE.parent_images)
    assert re.fullmatch(r"python:3\.11-slim-[a-z]+", base)


def test_dependencies_are_installed_as_locked_and_never_built() -> None:
    options = arguments_of("/venv/bin/pip")
    assert options[0] == "install"
    assert {"--require-hashes", "--no-deps"} <= set(options)
    assert options[options.index("--only-binary") + 1] == ":all:"
    assert options[options.index("-r") + 1] == "/requirements.txt"


def test_the_image_holds_the_code_and_nothing_else(image: Path) -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    # Nothing that has secrets, data or tests in it.
    assert {path.name for path in image.iterdir()} == packages | {
        "docker",
        "manage.py",
        "requirements.txt",
    }
    assert {path.name for path in (image / "docker").iterdir()} == {
        "gunicorn.conf.py",
        "healthcheck.py",
        "release.sh",
        "smoke_test.py",
    }
    assert [*image.rglob("*.pyc")] == []
    for path in ROOT.glob("cms/**/*.html"):
        assert (image / path.relative_to(ROOT)).is_file()


def test_the_cms_starts_from_what_is_in_the_image(image: Path, tmp_path: Path) -> None:
    started = run(image, "-c", "import config.wsgi; print(config.__file__)", data_dir=tmp_path)
    assert started.returncode == 0, started.stderr
    assert started.stdout.strip() == str(image / "config/__init__.py")


def test_in_the_image_load_demo_says_that_the_demo_is_not_there(
    image: Path, tmp_path: Path
) -> None:
    assert not (image / "home/demo").exists()
    refused = run(image, "manage.py", "load_demo", data_dir=tmp_path)
    assert refused.returncode == 1
    assert "The demo site is not part of this image" in refused.stderr
    assert "Traceback" not in refused.stderr
