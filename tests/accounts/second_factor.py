"""Somebody's second factor, as the tests have it: the app is the library's own arithmetic."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth import get_user_model
from django.test import Client

from tests.people import PASSWORD

LOG_IN = "/admin/login/"
CODE = "/admin/login/second-factor/"
SCREEN = "/admin/account/second-factor/"
HOME = "/admin/"


def code_of(secret: str, steps: int = 0) -> str:
    """What an app shows now, or that many steps of 30 seconds later."""
    import time

    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def gives_the_password(name: str, client: Client | None = None, **more: Any) -> Client:
    client = client or Client()
    client.post(LOG_IN, {"username": name, "password": PASSWORD, **more})
    return client


def is_in(client: Client) -> bool:
    return client.get(HOME).status_code == 200


class Owner:
    """An editor who has an app, and recovery codes."""

    def __init__(self, name: str, in_group: str = "") -> None:
        from django.contrib.auth.models import Group, Permission

        self.name = name
        self.user = get_user_model().objects.create_user(name, f"{name}@example.com", PASSWORD)
        self.user.user_permissions.add(Permission.objects.get(codename="access_admin"))
        if in_group:
            self.user.groups.add(Group.objects.get_or_create(name=in_group)[0])
        self.secret = ""
        self.codes: list[str] = []

    def sets_up_an_app(self, client: Client | None = None) -> Client:
        client = client or gives_the_password(self.name)
        page = client.get(f"{SCREEN}app/add/").content.decode()
        found = re.search(r'id="totp-secret">(\w+)<', page)
        assert found, page
        self.secret = found[1]
        answer = client.post(f"{SCREEN}app/add/", {"code": code_of(self.secret)}, follow=True)
        self.codes = re.findall(r"<code>(\d{8})</code>", answer.content.decode())
        return client

    def logs_in(self, steps: int = 1, code: str = "") -> Client:
        """With the code of the next step, as each is good once."""
        client = gives_the_password(self.name)
        client.post(CODE, {"code": code or code_of(self.secret, steps)})
        return client
