"""schemathesis asks every address for whatever its description allows, and for what it does not.

No answer is a 500, has a status or a type that is not described, or contradicts its schema.
Bounded: so many requests to each address, and a minute for all.
"""

from __future__ import annotations

import time
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS
from schemathesis.core.failures import FailureGroup

from cms.api.documents import DocumentsFirst
from cms.api.openapi.document import build
from cms.api.response_cache import ResponseCache
from cms.publishing.publish import publish
from tests import content

EXAMPLES = 12
SECONDS = 150
CHECKED = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
]


@pytest.fixture
def application(database: None) -> Any:
    """As production serves it, with a page of blocks, a menu and a picture."""
    with transaction.atomic():
        picture = content.image("Sea", alt_texts={"en": "The sea"})
        about = content.page(
            "About sailing",
            "about",
            body=[
                ("paragraph", "<p>Sea</p>"),
                ("image", {"image": picture, "caption": ""}),
                ("cards", {"cards": [{"title": "x", "image": None, "link": {}}]}),
            ],
        )
        content.arabic(about, title="عن الشراع")
        content.menu_item("About", page=about)
        content.hero(background_image=picture)
        content.partner(image=picture)
        content.footer_link()
    publish()
    served = DocumentsFirst(ResponseCache(get_wsgi_application()))

    def uncompressed(environ: dict[str, Any], start_response: Any) -> Any:
        # schemathesis does not open what it is sent in-process.
        return served({**environ, "HTTP_ACCEPT_ENCODING": "identity"}, start_response)

    return uncompressed


def test_no_answer_contradicts_its_description(application: Any) -> None:
    schema = schemathesis.openapi.from_dict({**build(closed=True), "servers": [{"url": "/"}]})
    schema.app = application
    checks = [CHECKS.get_one(name) for name in CHECKED]
    count = 0
    started = time.monotonic()
    problems = []
    for result in schema.get_all_operations():
        operation = result.ok()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

            @settings(
                max_examples=EXAMPLES,
                deadline=None,
                database=None,
                derandomize=True,
                phases=[Phase.explicit, Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(case=operation.as_strategy(generation_mode=mode))
            def ask(case: Any) -> None:
                nonlocal count
                if time.monotonic() - started > SECONDS:
                    return
                count += 1
                case.call_and_validate(checks=checks)

            try:
                ask()
            except Unsatisfiable:
                assert mode is GenerationMode.NEGATIVE  # it takes nothing that could be wrong
            except FailureGroup as error:
                reasons = "; ".join(f"{cause.title}: {cause.message}" for cause in error.exceptions)
                problems.append(f"{operation.label} ({mode.value}): {reasons}"[:1500])
    seconds = time.monotonic() - started
    print(f"{count} requests to {schema.statistic.operations.total} operations in {seconds:.0f} s")
    assert not problems, "\n\n".join(problems)
    assert count > 500
