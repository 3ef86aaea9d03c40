"""What every form that takes a file asks for: a name that can be seen, a file that can be read.

Wagtail builds all forms of images and documents on the forms of this project (settings:
WAGTAILIMAGES_IMAGE_FORM_BASE, WAGTAILDOCS_DOCUMENT_FORM_BASE): upload, upload of many, upload from
a chooser, edit.
"""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField

from snippets.names import normal_name, refuse_invisible
from snippets.picture_size import refuse_too_many_pixels


class NamedUpload:
    """For forms with a title."""

    cleaned_data: dict[str, object]

    def clean_title(self) -> str:
        title = str(self.cleaned_data["title"])
        refuse_invisible(title)
        return normal_name(title)

    def clean_file(self) -> object:
        """A name of signs that no file system takes (🏁.jpg) would leave the extension alone."""
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            stem, _dot, extension = str(file.name).rpartition(".")
            if not re.search(r"\w", stem):
                file.name = f"file.{extension}"
        return file


class SiteDocumentForm(NamedUpload, BaseDocumentForm):
    pass


class WholePictureField(WagtailImageField):
    """Wagtail's field reads the whole picture only after it has found it valid, and so a file that
    was cut off on its way here was an error page (500).

    What a file is, its content says: a phone's HEIC that is called .jpg is taken as HEIC. A refusal
    says what to do.
    """

    default_error_messages = {
        "damaged": _(
            "This picture is damaged: only a part of it can be read. Open it on your computer, "
            "save it anew, or copy it again from where it came from, and choose it again."
        )
    }

    def __init__(self, **options: object) -> None:
        super().__init__(**options)
        self.error_messages["invalid_image_extension"] = _(
            "The website cannot use this kind of file. Open it on your computer, export it as JPEG "
            "or PNG, and choose that. Supported formats: %(supported_formats)s."
        ) % {"supported_formats": self.supported_formats_text}
        self.error_messages["file_too_large"] = _(
            "This file is too big (%(file_size)s); at most %(max_filesize)s are taken. Export it "
            "on your computer with fewer pixels or as JPEG, and choose that."
        )

    def check_image_file_format(self, f: UploadedFile[bytes]) -> None:
        """Gives the file the extension of what is in it, when that is a format that we take."""
        kind = str(f.image.format_name)  # type: ignore[attr-defined]  # Wagtail puts it there
        stem, dot, extension = str(f.name).rpartition(".")
        called = extension.lower() if dot else ""
        allowed = self.allowed_image_extensions
        if kind in allowed and called in allowed and (called, kind) != ("jpg", "jpeg"):
            f.name = f"{stem}.{kind}"
        super().check_image_file_format(f)

    def to_python(self, data: UploadedFile[bytes] | None) -> UploadedFile[bytes] | None:
        if data is not None:
            refuse_too_many_pixels(data)
        try:
            picture: UploadedFile[bytes] | None = super().to_python(data)
        except ValidationError:
            raise
        # What Pillow raises about damaged files: SyntaxError is what it says of PNG and AVIF.
        except (OSError, SyntaxError, ValueError, EOFError) as error:
            raise ValidationError(self.error_messages["damaged"], code="damaged") from error
        return picture


def in_whole(field: WagtailImageField) -> WholePictureField:
    """The field of a form as a field that reads the whole picture."""
    return WholePictureField(
        label=field.label,
        required=field.required,
        help_text=field.help_text,
        widget=field.widget,
        max_length=field.max_length,
    )
