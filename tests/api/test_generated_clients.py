"""Generators of clients understand the OpenAPI document, and what they make takes our answers.

What they make compiles strictly; each answer of every address, with every parameter that is
documented, is taken, and nothing of it is lost. openapi-typescript is in test_typescript.py.
"""

from __future__ import annotations

import importlib
import inspect
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from wagtail.contrib.redirects.models import Redirect

from cms.api.openapi.document import build
from cms.publishing.publish import publish
from home.models.redirect_details import RedirectDetails
from tests.api.node_tools import node_modules_in
from tests.api.one_of_everything import one_of_everything
from tests.cms_server import CmsServer

# Generators and compilers, beside other tests on a slow machine.
pytestmark = pytest.mark.timeout(600)

FILES = Path(__file__).parent / "generators"
SOURCES = ("openapi-ts.config.mjs", "orval.config.cjs", "accepts.mts")
STRICT = (
    *("--strict", "--noUncheckedIndexedAccess", "--exactOptionalPropertyTypes", "false"),
    *("--target", "es2023", "--lib", "es2023,dom,dom.iterable", "--types", "node"),
    *("--module", "esnext", "--moduleResolution", "bundler", "--skipLibCheck", "--outDir", "built"),
)
# What each parameter is asked with; several where it changes the shape of the answer.
VALUES: dict[str, tuple[str, ...]] = {
    "html_path": ("/en/about/", "/ar/about/", "/en/", "/old", "/away"),
    "limit": ("1",),
    "offset": ("1",),
    "order": ("-id", "random"),
    "fields": ("*", "_,id", "*,-detail_url"),
    "rich_text_format": ("html", "markdown", "json"),
    "image_shapes": ("card,hero",),
    "type": ("home.ContentPage",),
    "locale": ("en", "ar"),
    "child_of": ("root",),
    "ancestor_of": ("{pages}",),
    "descendant_of": ("root",),
    "translation_of": ("{pages}",),
    "site": ("localhost",),
    "slug": ("about",),
    "title": ("About sailing",),
    "show_in_menus": ("true", "false"),
    "search": ("sailing", "عن"),
    "search_operator": ("or",),
    "path": ("/ar/about/",),
    "format": ("json",),
    "since": ("{version}",),
    "fallback": ("true",),
    "gone": ("true",),
    "include": ("children",),
    "id__in": ("{pages},1",),
    "slug__in": ("about,home",),
    "translation_key__in": ("6f1c2a52-3f4e-4a3b-9c55-0f5a3a0e8f11",),
    "first_published_at__gte": ("2026-01-31",),
    "first_published_at__lte": ("2099-01-31T00:00:00Z",),
    "last_published_at__gte": ("2026-01-31",),
    "last_published_at__lte": ("2099-01-31",),
    "title__contains": ("sail",),
    "starts_after": ("2026-01-31",),
    "starts_before": ("2099-01-31",),
    "ends_after": ("2026-01-31T00:00:00Z",),
}
# What has a meaning with another parameter alone.
TOGETHER = {
    "search_operator": {"search": "sailing race"},
    "fallback": {"locale": "ar"},
    "locale": {"html_path": "/about/"},
    **dict.fromkeys(("starts_after", "starts_before", "ends_after"), {"type": "home.EventPage"}),
}
# `part` is of a large website alone; with `id`, `find` leads to another address.
NOT_ASKED = {"part", "id"}


@dataclass(frozen=True)
class Recorded:
    asked: str
    operation: str
    schema: str
    answer: Any


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("openapi") / "openapi.json"
    path.write_text(json.dumps({**build(with_examples=False), "servers": [{"url": "/"}]}))
    return path


@pytest.fixture(scope="module")
def _once() -> list[Recorded]:
    return []


@pytest.fixture
def recorded(_once: list[Recorded], request: pytest.FixtureRequest) -> list[Recorded]:
    """Answers of a CMS that runs, asked for once: what is tested needs no CMS any more."""
    if not _once:
        request.getfixturevalue("database")
        ids = one_of_everything()
        Redirect.add_redirect("/away", "https://www.example.com/")
        gone = Redirect.objects.create(old_path="/gone")
        RedirectDetails.objects.create(redirect=gone, is_gone=True)
        ids["version"] = publish().version
        with CmsServer(workers=1) as server:
            _once.extend(_ask_everything(server.url, ids))
    return _once


def _ask_everything(url: str, ids: dict[str, int]) -> Iterator[Recorded]:
    for path, methods in build(with_examples=False)["paths"].items():
        operation = methods.get("get", {})
        content = operation.get("responses", {}).get("200", {}).get("content", {})
        # Drafts have the shapes of what is live, for whoever has a token.
        needs_token = path.startswith(("/api/preview/", "/api/drafts/"))
        if "application/json" not in content or needs_token:
            continue
        schema = content["application/json"]["schema"]["$ref"].rpartition("/")[2]
        kind = path.removesuffix("/{id}/").rpartition("/")[2].replace("-", "_")
        address = path.replace("{id}", str(ids.get(kind, 0)))
        for query in _queries(operation.get("parameters", []), ids):
            request = f"{address}?{urlencode(query)}" if query else address
            response = httpx.get(url + request)
            assert response.status_code == 200, f"{request}: {response.text}"
            yield Recorded(request, operation["operationId"], schema, response.json())


def _queries(parameters: list[dict[str, Any]], ids: dict[str, int]) -> Iterator[dict[str, str]]:
    names = [parameter["name"] for parameter in parameters if parameter["in"] == "query"]
    needed = {
        parameter["name"]
        for parameter in parameters
        if parameter["in"] == "query" and parameter.get("required")
    }
    needed |= {"html_path"} & set(names)
    required = {name: VALUES[name][0].format(**ids) for name in sorted(needed)}
    yield required
    for name in names:
        if name not in NOT_ASKED:
            for value in VALUES[name]:
                together = TOGETHER.get(name, {})
                more = {other: together[other] for other in together if other in names}
                yield required | more | {name: value.format(**ids)}


def test_generators_of_typescript(document: Path, recorded: list[Recorded], tmp_path: Path) -> None:
    """@hey-api/openapi-ts (types, SDK, zod) and orval (fetch, zod)."""
    project = _project(tmp_path, document)
    tools = project / "node_modules" / ".bin"
    _run(project, tools / "openapi-ts")
    _run(project, tools / "orval", "--config", "orval.config.cjs")
    written = [str(path.relative_to(project)) for path in project.glob("*/*.ts")]
    assert len(written) > 5
    _run(project, tools / "tsc", *STRICT, "accepts.mts", *written)
    answers = [
        {key: getattr(record, key) for key in ("asked", "operation", "schema", "answer")}
        for record in recorded
    ]
    (project / "answers.json").write_text(json.dumps(answers))
    assert len(answers) > 100
    assert _run(project, "node", "built/accepts.mjs") == ""


def test_datamodel_code_generator(document: Path, recorded: list[Recorded], tmp_path: Path) -> None:
    _run(
        tmp_path,
        *(sys.executable, "-m", "datamodel_code_generator", "--input", document),
        *("--input-file-type", "openapi", "--output", "answers_of_the_cms.py"),
        *("--output-model-type", "pydantic_v2.BaseModel", "--target-python-version", "3.11"),
        *("--formatters", "builtin"),
    )
    models = _imported(tmp_path, "answers_of_the_cms")
    for record in recorded:
        model = getattr(models, record.schema).model_validate(record.answer)
        dumped = model.model_dump(mode="json", by_alias=True, exclude_unset=True)
        assert dumped == record.answer, record.asked


def test_openapi_python_client(document: Path, recorded: list[Recorded], tmp_path: Path) -> None:
    _run(
        tmp_path,
        *(Path(sys.executable).parent / "openapi-python-client", "generate", "--path", document),
        *("--output-path", "client_of_the_cms", "--meta", "none"),
    )
    package, nowhere = _imported(tmp_path, "client_of_the_cms"), "https://cms.example.com"
    modules = {
        file.stem: f"client_of_the_cms.api.{file.parent.name}.{file.stem}"
        for file in (tmp_path / "client_of_the_cms" / "api").glob("*/*.py")
    }
    for item in recorded:
        answer = httpx.MockTransport(
            lambda _request, item=item: httpx.Response(200, json=item.answer)
        )
        client = package.Client(base_url=nowhere)
        client.set_httpx_client(httpx.Client(base_url=nowhere, transport=answer))
        sync = importlib.import_module(modules[item.operation]).sync
        values = {"id": 1, "html_path": "/en/", "path": "/en/", "since": 1}
        parameters = inspect.signature(sync).parameters.values()
        needed = {item.name for item in parameters if item.default is item.empty}
        taken = sync(client=client, **{name: values[name] for name in needed - {"client"}})
        # It writes moments in Python's way.
        text = json.dumps(taken.to_dict()).replace('+00:00"', 'Z"')
        assert json.loads(text) == item.answer, item.asked


def _project(folder: Path, document: Path) -> Path:
    """A Node project with what package-lock.json pins, and the OpenAPI document."""
    node_modules_in(FILES)
    for name in SOURCES:
        shutil.copy(FILES / name, folder)
    shutil.copy(document, folder)
    (folder / "package.json").write_text('{"type": "module"}')
    (folder / "node_modules").symlink_to(FILES / "node_modules")
    return folder


def _run(folder: Path, *command: object) -> str:
    """What it printed. Fails with what it said when it fails."""
    completed = subprocess.run(
        [str(part) for part in command], cwd=folder, text=True, capture_output=True
    )
    assert completed.returncode == 0, completed.stdout[-5000:] + completed.stderr[-5000:]
    return completed.stdout


def _imported(folder: Path, name: str) -> ModuleType:
    sys.path.insert(0, str(folder))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(folder))
