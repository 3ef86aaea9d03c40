"""Tells PostgreSQL whose request this is, for what its triggers write, and hears what they wrote.

Only requests that may change rights or settings: those of who is logged in, and log-in forms and
new passwords of who is not yet. Two small statements each.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse

from cms.audit import current, lines
from cms.audit.models import AuditEvent
from cms.audit.record import record
from cms.engines import request_id
from cms.http.admin_addresses import is_of_the_admin
from cms.http.client_address import address_of

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
# Of who is not logged in yet: there a stored hash may be renewed, which changes no password.
LOG_INS = ("/login/", "/login/second-factor/")


class Audited:
    """Middleware, inside of AuthenticationMiddleware and outside of all that changes anything."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with current.answering(request):
            if request.method in SAFE_METHODS:
                response = self._get_response(request)
                _note_download(request, response)
                return response
            if not _may_change_rights(request):
                return self._get_response(request)
            _begin(request)
            try:
                return self._get_response(request)
            finally:
                _end()


def _may_change_rights(request: HttpRequest) -> bool:
    return request.user.is_authenticated or is_of_the_admin(request)


def _begin(request: HttpRequest) -> None:
    address = address_of(request.META)
    who = {
        "id": request.user.pk,
        "name": request.user.get_username(),
        "address": str(address) if address is not None else None,
        "request": request_id.current(),
        "logs_in": not request.user.is_authenticated and request.path.endswith(LOG_INS),
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('cms.audit', %s, false), set_config('cms.audited', ',', false)",
            [json.dumps(who)],
        )


def _end() -> None:
    """A connection that is broken has forgotten whose it was."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT noted, set_config('cms.audit', '', false),"
                " set_config('cms.audited', '', false)"
                " FROM (SELECT current_setting('cms.audited', true) AS noted) AS it"
            )
            noted = cursor.fetchone()[0] or ""
        numbers = [int(number) for number in noted.split(",") if number]
        if numbers:
            for event in AuditEvent.objects.filter(pk__in=numbers).order_by("pk"):
                lines.tell(event)
    except DatabaseError as error:
        lines.security.error("What this request changed is in the audit log alone: %s", error)
        connection.close()


def _note_download(request: HttpRequest, response: HttpResponse) -> None:
    """An export, whichever list it is of: what leaves the admin as a file."""
    kind = response.get("Content-Disposition", "")
    if (
        kind.startswith("attachment")
        and response.status_code == 200
        and is_of_the_admin(request)
        and request.method == "GET"
    ):
        query = {name: ", ".join(values) for name, values in request.GET.lists()}
        record("export.made", target=request.path, data={"query": {**query}} if query else None)
