"""The banner of every page of the admin while readers get an earlier version."""

from __future__ import annotations

from typing import Any

from django import template

from cms.admin.published import RESTORE
from cms.models import Hold

register = template.Library()


@register.inclusion_tag("cms/admin/held.html", takes_context=True)
def held_version(context: Any) -> dict[str, Any]:
    request = context.get("request")
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"hold": None}
    hold = Hold.objects.select_related("by").first()
    return {
        "hold": hold,
        "may_release": hold and user.has_perm(RESTORE),
        "csrf_token": context.get("csrf_token"),
    }
