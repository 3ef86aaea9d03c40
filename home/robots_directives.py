"""What a page tells search engines that they may do with it, in the words of the robots tag.

Google and Bing read these (Google, "Robots meta tag"); who reads none takes it for a page without.
Of a page that is not to be indexed nothing is shown, so there is nothing more to say of it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RobotsDirectives:
    is_indexable: bool = True
    has_nofollow: bool = False
    has_nosnippet: bool = False
    max_snippet: int | None = None
    max_image_preview: str = ""

    def __str__(self) -> str:
        """ "index, follow, max-snippet:150, max-image-preview:large"."""
        follow = "nofollow" if self.has_nofollow else "follow"
        if not self.is_indexable:
            return f"noindex, {follow}"
        parts = ["index", follow]
        if self.has_nosnippet:
            parts.append("nosnippet")  # max-snippet would say nothing more
        elif self.max_snippet is not None:
            parts.append(f"max-snippet:{self.max_snippet}")
        if self.max_image_preview:
            parts.append(f"max-image-preview:{self.max_image_preview}")
        return ", ".join(parts)
