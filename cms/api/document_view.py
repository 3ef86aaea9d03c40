"""Django's view of a document: for whoever runs Django without the layer, and for an address that
is no item's and leads to one, by a redirect or because the page is not translated.

Only the latter asks PostgreSQL (cms/api/documents.py answers all others).
"""

from __future__ import annotations

from urllib.parse import urlencode

from django.db import connection
from django.http import HttpRequest, HttpResponse

from cms.api.documents import Answer, address_in, answer, refused, without_body
from cms.api.envelope import Problem
from cms.api.v2.page_lookup import look_up
from cms.delivery.languages import languages
from cms.delivery.pages import website
from cms.delivery.registry import Parameter
from cms.publishing.publish import DatabaseErrors


def document(request: HttpRequest) -> HttpResponse:
    query = request.META.get("QUERY_STRING", "")
    answered = _ask(request, query)
    asked = address_in(request.path, query)
    location = None
    if answered.status == 404 and asked is not None:
        try:
            answered, location = _where_it_leads(request, *asked) or (answered, None)
        except DatabaseErrors:
            connection.close()
            problem = Problem("not_at_hand", "Nobody can say now where this address leads.")
            answered = without_body(
                refused(503, "Not available now", problem), request.method or "GET"
            )
            answered.headers.append(("Retry-After", "1"))
    response = HttpResponse(answered.body, status=answered.status)
    del response["Content-Type"]
    for name, value in answered.headers:
        response[name] = value
    if location is not None:
        response["Content-Location"] = location
    return response


def _ask(request: HttpRequest, query: str) -> Answer:
    return answer(
        request.method or "GET",
        request.path,
        query,
        request.headers.get("Accept-Encoding", ""),
        request.headers.get("If-None-Match", ""),
    )


def _where_it_leads(
    request: HttpRequest, parameter: Parameter, address: str
) -> tuple[Answer, str | None] | None:
    """The item that visitors find at an address, and its own; or why there is none."""
    match = look_up(website(languages()), address)
    if match is None:
        return None
    if match.is_gone:
        text = "What was at this address is gone for good."
        refusal = refused(410, "Gone for good", Problem("gone", text, parameter.name))
        return without_body(refusal, request.method or "GET"), None
    if match.path is None:
        text = f"This address leads to {match.location}, which is no page of the website."
        refusal = refused(404, parameter.not_found, Problem("leads_away", text, parameter.name))
        return without_body(refusal, request.method or "GET"), None
    # Of the language that was asked for, when one was.
    locale = {name: value for name, value in request.GET.items() if name == "locale"}
    query = urlencode({**locale, parameter.name: match.path})
    return _ask(request, query), f"{request.path}?{query}"
