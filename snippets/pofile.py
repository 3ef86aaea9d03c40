"""The upload of a PO file: whatever is uploaded, the translator is told what became of it."""

from __future__ import annotations

import functools
import re

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.admin.views.pages.utils import get_valid_next_url_from_request
from wagtail_localize.models import StringTranslation, Translation

from snippets.upstream_patches.addresses import View

# What every PO file says at its head that wagtail-localize has made.
_ITS_TRANSLATION = "X-WagtailLocalize-TranslationID"


def with_reasons(view: View) -> View:
    """wagtail-localize's view, for a file of its own; and then what of it cannot be used."""

    @functools.wraps(view)
    def upload(request: HttpRequest, translation_id: int) -> HttpResponse:
        if request.method != "POST":
            return view(request, translation_id)
        if problem := _problem_of(request.FILES.get("file")):
            messages.error(request, problem)
            return redirect(get_valid_next_url_from_request(request) or "wagtailadmin_home")
        response = view(request, translation_id)
        translation = get_object_or_404(Translation, pk=translation_id)
        wrong = _wrong_texts(translation)
        if wrong:
            messages.error(request, _said_of(wrong))
        return response

    return upload


def _problem_of(file: UploadedFile[bytes] | None) -> str:
    if file is None:
        return _("Choose the PO file that you want to upload.")
    head = re.search(rf'^"{_ITS_TRANSLATION}: ', file.read().decode(errors="replace"), re.M)
    file.seek(0)
    if head is None:
        return _(
            "This is no PO file that says to which translation it belongs. Download the PO file of "
            "this translation, write the translations into it, save it as UTF-8, and upload it."
        )
    return ""


def _wrong_texts(translation: Translation) -> int:
    return StringTranslation.objects.filter(
        context__object_id=translation.source.object_id,
        locale=translation.target_locale,
        has_error=True,
    ).count()


def _said_of(wrong: int) -> str:
    text = ngettext(
        "%(count)d text cannot be used as it is. It is marked below, with the reason.",
        "%(count)d texts cannot be used as they are. Each is marked below, with the reason.",
        wrong,
    )
    return text % {"count": wrong}
