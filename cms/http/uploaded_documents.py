"""The files that editors offer for download: what their answers say to caches.

A collection becomes private without a change of its files, so nobody may serve one again without
asking; a private one is kept by nobody. Wagtail's answer says neither.
"""

from __future__ import annotations

from csp.constants import HEADER
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import add_never_cache_headers, patch_cache_control
from wagtail.documents import get_document_model
from wagtail.documents.views import serve

from cms.http.content_security import NOTHING, OF_FILES


def uploaded_document(request: HttpRequest, document_id: int, filename: str) -> HttpResponseBase:
    """Wagtail's answer: the file, a form for the password, or the way to the log-in. Or a 404."""
    response: HttpResponseBase = serve.serve(request, document_id, filename)
    if is_private(document_id):
        add_never_cache_headers(response)
    else:
        patch_cache_control(response, no_cache=True)
    if HEADER in response.headers:
        # Wagtail's is of a file, which is not framed either. In a sandbox no browser shows a PDF.
        is_shown = response.headers.get("Content-Disposition", "").startswith("inline")
        response.headers[HEADER] = NOTHING if is_shown else OF_FILES
    # Wagtail writes a coding and a hash that it does not know as the words None and "".
    if response.headers.get("Content-Encoding") == "None":
        del response.headers["Content-Encoding"]
    if response.headers.get("ETag") == '""':
        del response.headers["ETag"]
    return response


def is_private(document_id: int) -> bool:
    documents = get_document_model().objects.select_related("collection")
    document = get_object_or_404(documents, pk=document_id)
    return bool(document.collection.get_view_restrictions().exists())
