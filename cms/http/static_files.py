"""Static files, by WhiteNoise, without the list of them."""

from __future__ import annotations

from pathlib import PurePosixPath

from whitenoise.middleware import WhiteNoiseMiddleware

# What `collectstatic` writes for the application: every file, under both of its names.
MANIFEST = "staticfiles.json"


class StaticFiles(WhiteNoiseMiddleware):
    """Serves what a browser asks for; which files there are, and of which release, is nobody's
    business. nginx refuses the same (docker/nginx/templates/cms.conf.template)."""

    def add_file_to_dictionary(self, url: str, path: str, stat_cache: object = None) -> None:
        if not PurePosixPath(url).name.startswith(MANIFEST):
            super().add_file_to_dictionary(url, path, stat_cache)

    def find_file(self, url: str) -> object:
        if PurePosixPath(url).name.startswith(MANIFEST):
            return None
        return super().find_file(url)
