"""Whether somebody who writes is still logged in, and with which token their forms are taken.

The editor's script (cms/static/cms/writing.js) asks when something could not be saved, before a
form is sent, and after a log-in. Wagtail answers 403 for it when nobody is logged in.
"""

from __future__ import annotations

from csp.constants import HEADER
from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cms.http.content_security import IN_OUR_FRAME


@require_safe
@never_cache
def still_here(request: HttpRequest) -> JsonResponse:
    """`{"user": 5, "name": "sara", "csrf": "…"}`; asking sets the cookie of the token anew."""
    user = request.user
    who = {"user": user.pk, "name": user.get_username(), "csrf": get_token(request)}
    # The log-in on top of the page comes here, and the page looks whether it did.
    return JsonResponse(who, headers={HEADER: IN_OUR_FRAME})
