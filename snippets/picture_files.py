"""The file of a picture as readers get it: upright, without what the camera wrote about the shot.

Cameras write into a file where and when it was taken, with which device, and which way it was held.
Readers download pictures, so all of that would be public, and the stored width and height would be
those of a picture that lies on its side. Here the picture is turned, and everything is taken out
but the pixels and what is needed to show them: colour profile, transparency, animation.

Where nothing has to be turned, the pixels keep their bytes: blocks of the file are left out, and
nothing is encoded anew. HEIC and HEIF, which browsers cannot show, become JPEG, or PNG where they
are transparent.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Iterator
from typing import IO

from PIL import Image as Pillow
from PIL import ImageOps, JpegImagePlugin
from pillow_heif import register_heif_opener

register_heif_opener()

#: How well a picture is encoded that has to be: what was made of it cannot be told from it.
QUALITY = 92
_ORIENTATION = 0x0112
_EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif", "GIF": "gif"}
_PNG_SIGN = b"\x89PNG\r\n\x1a\n"
_PNG_NOTES = {b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"}
_WEBP_NOTES = {b"EXIF", b"XMP "}
_WEBP_FLAGS = 0b00001100  # of VP8X: there is EXIF, there is XMP
_GIF_ANIMATION = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


def for_readers(file: IO[bytes]) -> tuple[bytes, str] | None:
    """What of an uploaded file is stored: its bytes and the extension that belongs to them.

    None when the file is right as it is. Raises OSError, SyntaxError, ValueError or
    Pillow.DecompressionBombError when it is no picture that can be read.
    """
    file.seek(0)
    data = file.read()
    file.seek(0)
    with Pillow.open(io.BytesIO(data)) as picture:
        kind = {"MPO": "JPEG"}.get(picture.format or "", picture.format or "")
        still = getattr(picture, "n_frames", 1) == 1 or kind == "JPEG"
        turned = still and picture.getexif().get(_ORIENTATION, 1) not in (0, 1)
        if turned or kind not in _WITHOUT_NOTES:
            if kind in _EXTENSIONS and not turned and not _says_more(picture):
                return None
            return _encoded(picture, kind)
    bare = _WITHOUT_NOTES[kind](data)
    return None if bare == data else (bare, _EXTENSIONS[kind])


def _says_more(picture: Pillow.Image) -> bool:
    return bool(picture.info.get("exif") or picture.info.get("xmp"))


def _encoded(picture: Pillow.Image, kind: str) -> tuple[bytes, str]:
    """The picture upright, in its own format where a browser shows that."""
    upright = ImageOps.exif_transpose(picture)
    options: dict[str, object] = {"quality": QUALITY}
    if kind == "JPEG" and isinstance(picture, JpegImagePlugin.JpegImageFile):
        # The tables of before: what they once rounded is not rounded again to other values.
        sampling = JpegImagePlugin.get_sampling(picture)
        options = {"qtables": picture.quantization, "optimize": True, "progressive": True}
        options |= {"subsampling": sampling} if sampling >= 0 else {}
    elif kind not in _EXTENSIONS:
        kind = "PNG" if upright.has_transparency_data else "JPEG"
    if kind == "JPEG" and upright.mode not in ("L", "RGB", "CMYK"):
        upright = upright.convert("RGB")
    if profile := picture.info.get("icc_profile"):
        options["icc_profile"] = profile
    output = io.BytesIO()
    for note in ("exif", "xmp", "comment"):
        upright.info.pop(note, None)
    upright.save(output, kind, exif=b"", **options)
    bare = _WITHOUT_NOTES[kind](output.getvalue()) if kind in _WITHOUT_NOTES else output.getvalue()
    return bare, _EXTENSIONS[kind]


# --- What is left out of each format ---------------------------------------------------------


def _jpeg(data: bytes) -> bytes:
    """Left: JFIF, colour profile, Adobe's note of the colours, and all that the pixels need. What
    follows the picture (other pictures, that phones append) goes."""
    parts, place = [data[:2]], 2
    while place + 4 <= len(data):
        if data[place] != 0xFF:
            raise ValueError("A marker of a JPEG is missing.")
        marker = data[place + 1]
        if marker == 0xFF:  # filling
            place += 1
            continue
        if marker == 0xD9:
            break
        end = place + 2 + int.from_bytes(data[place + 2 : place + 4], "big")
        if marker == 0xDA:
            end = _end_of_scan(data, end)
        if not _is_note(marker, data[place + 4 : end]):
            parts.append(data[place:end])
        place = end
    return b"".join(parts) + b"\xff\xd9"


def _is_note(marker: int, content: bytes) -> bool:
    if marker == 0xE2:
        return not content.startswith(b"ICC_PROFILE\0")
    return marker == 0xFE or (0xE1 <= marker <= 0xEF and marker != 0xEE)


def _end_of_scan(data: bytes, place: int) -> int:
    """Where the next marker is that is no part of the pixels."""
    while (place := data.find(b"\xff", place)) >= 0 and place + 1 < len(data):
        follower = data[place + 1]
        if follower == 0xFF:
            place += 1
        elif follower == 0 or 0xD0 <= follower <= 0xD7:
            place += 2
        else:
            return place
    return len(data)


def _png(data: bytes) -> bytes:
    chunks = _chunks(data, len(_PNG_SIGN), ">I4s", 4)
    return _PNG_SIGN + b"".join(chunk for name, chunk in chunks if name not in _PNG_NOTES)


def _webp(data: bytes) -> bytes:
    kept = []
    for name, chunk in _chunks(data, 12, "<4sI", 0):
        if name == b"VP8X":
            kept.append(chunk[:8] + bytes([chunk[8] & ~_WEBP_FLAGS]) + chunk[9:])
        elif name not in _WEBP_NOTES:
            kept.append(chunk)
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _chunks(data: bytes, place: int, head: str, tail: int) -> Iterator[tuple[bytes, bytes]]:
    """Name and whole bytes of each chunk of a PNG or WebP."""
    while place + 8 <= len(data):
        first, second = struct.unpack_from(head, data, place)
        name, size = (first, second) if isinstance(first, bytes) else (second, first)
        padding = size % 2 if not tail else 0
        end = place + 8 + size + tail + padding
        yield name, data[place:end]
        place = end
        if name == b"IEND":
            return


def _gif(data: bytes) -> bytes:
    """Left: the pictures, their timing and the animation."""
    place = 13 + _palette(data[10])
    parts = [data[:place]]
    while place < len(data) and data[place] != 0x3B:
        start = place
        if data[place] == 0x2C:
            place = _end_of_blocks(data, place + 11 + _palette(data[place + 9]))
            parts.append(data[start:place])
            continue
        if data[place] != 0x21:
            raise ValueError("A block of a GIF is missing.")
        label, name = data[place + 1], data[place + 3 : place + 14]
        place = _end_of_blocks(data, place + 2)
        if label == 0xF9 or (label == 0xFF and name in _GIF_ANIMATION):
            parts.append(data[start:place])
    return b"".join(parts) + b"\x3b"


def _palette(flags: int) -> int:
    """The bytes of the palette that these flags announce."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _end_of_blocks(data: bytes, place: int) -> int:
    while place < len(data) and data[place]:
        place += 1 + data[place]
    return place + 1


_WITHOUT_NOTES: dict[str, Callable[[bytes], bytes]] = {
    "JPEG": _jpeg,
    "PNG": _png,
    "WEBP": _webp,
    "GIF": _gif,
}
