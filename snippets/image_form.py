"""The form of an image: one alternative text for each language of the website.

Wagtail builds every form of images on it (settings: WAGTAILIMAGES_IMAGE_FORM_BASE): upload, edit,
upload of many, and upload from a chooser.
"""

from __future__ import annotations

from django import forms
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from wagtail.coreutils import get_content_languages
from wagtail.images.forms import BaseImageForm

from snippets.models import SiteImage
from snippets.upload_forms import NamedUpload, in_whole

LONGEST = 250


class SiteImageForm(NamedUpload, BaseImageForm):
    """`alt_text_<language>` of the form are the `alt_texts` of the image.

    A form that was sent without one of them leaves that text as it is; an empty one removes it.
    """

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            self.fields["file"] = in_whole(self.fields["file"])
        self.fields["title"].widget.attrs["dir"] = "auto"  # it is in whatever language
        names = []
        missing = self.instance.languages_without_text() if self.instance.pk else []
        for code, language in get_content_languages().items():
            name = f"alt_text_{code}"
            names.append(name)
            direction = "rtl" if get_language_info(code)["bidi"] else "ltr"
            self.fields[name] = forms.CharField(
                label=_("Alternative text in %(language)s") % {"language": language},
                help_text=_("Missing: say what the picture shows, for those who do not see it.")
                if code in missing
                else _("What the picture shows, for those who do not see it."),
                required=False,
                max_length=LONGEST,
                widget=forms.TextInput(attrs={"dir": direction, "lang": code}),
            )
            self.initial.setdefault(name, self.instance.alt_texts.get(code, ""))
        self.order_fields(["title", "file", *names])

    def save(self, commit: bool = True) -> SiteImage:
        texts = dict(self.instance.alt_texts)
        for code in get_content_languages():
            name = f"alt_text_{code}"
            if self.add_prefix(name) in self.data:
                texts[code] = self.cleaned_data[name]
        self.instance.alt_texts = {code: text for code, text in texts.items() if text}
        return super().save(commit=commit)
