"""How many pixels a picture may have: refused by what its header says, before it is decoded.

A PNG of 363 KB with 100 million pixels took 3 GB to decode. Wagtail has a limit of its own, and
decodes the picture to see how large it is.
"""

from __future__ import annotations

import warnings
from io import BytesIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

TOO_LARGE = _(
    "This picture has too many pixels: %(width)s × %(height)s. At most %(megapixels)s million can "
    "be used, in all pictures of an animation together. Make it smaller on your computer, and "
    "choose it again."
)
TOO_LARGE_TO_OPEN = _(
    "This picture has far too many pixels. At most %(megapixels)s million can be used. Make it "
    "smaller on your computer, and choose it again."
)


def refuse_too_many_pixels(file: UploadedFile[bytes]) -> None:
    """Raises ValidationError. What is no picture is left to whoever opens it."""
    most = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
    megapixels = most // 1_000_000
    try:
        width, height, frames = _by_its_header(file)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ValidationError(
            TOO_LARGE_TO_OPEN, code="too_many_pixels", params={"megapixels": megapixels}
        ) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        return
    finally:
        file.seek(0)
    if width * height * frames > most:
        raise ValidationError(
            TOO_LARGE,
            code="too_many_pixels",
            params={"width": width, "height": height, "megapixels": megapixels},
        )


def _by_its_header(file: UploadedFile[bytes]) -> tuple[int, int, int]:
    """Width, height and number of pictures. Nothing is decoded."""
    file.seek(0)
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(BytesIO(file.read())) as picture:
            return picture.width, picture.height, getattr(picture, "n_frames", 1)
