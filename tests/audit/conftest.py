"""The administrator of these tests comes from a known address."""

from __future__ import annotations

import pytest

from tests.people import Person

FROM = "203.0.113.7"


@pytest.fixture
def boss(admin: Person) -> Person:
    admin.client.defaults["REMOTE_ADDR"] = FROM
    return admin
