"""Files of pictures in private collections: for those whom the collection lets in, and for editors.

Everybody else gets a 404, as if there were none. Nobody may keep a copy of an answer.
"""

from __future__ import annotations

import mimetypes

from csp.constants import HEADER
from django.http import FileResponse, Http404, HttpRequest
from django.utils.cache import add_never_cache_headers
from wagtail.images import get_permission_policy

from cms.http.content_security import OF_FILES
from snippets.models import SiteImage, SiteRendition
from snippets.private_place import PRIVATE


def private_picture(request: HttpRequest, path: str) -> FileResponse:
    """The bytes of an original or a rendition; a 404 where there is none for this person."""
    name = PRIVATE + path
    image = _image_with(name)
    if image is None or not _may_see(request, image):
        raise Http404("No such picture")
    try:
        file = image.file.storage.open(name)
    except FileNotFoundError as error:
        raise Http404("No such picture") from error
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    response = FileResponse(file, content_type=kind)
    add_never_cache_headers(response)
    # As nginx says of public ones.
    response.headers[HEADER] = OF_FILES
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _image_with(name: str) -> SiteImage | None:
    # As the indexes of private files want it.
    of_private = {"file": name, "file__startswith": PRIVATE}
    images = SiteImage.objects.select_related("collection")
    if image := images.filter(**of_private).first():
        return image
    rendition = SiteRendition.objects.filter(**of_private).values_list("image_id", flat=True)
    return images.filter(pk__in=rendition[:1]).first()


def _may_see(request: HttpRequest, image: SiteImage) -> bool:
    restrictions = image.collection.get_view_restrictions()
    if all(restriction.accept_request(request) for restriction in restrictions):
        return True
    rights = ["add", "change", "delete", "choose"]
    return bool(
        request.user.is_authenticated
        and get_permission_policy().user_has_any_permission_for_instance(
            request.user, rights, image
        )
    )
