"""The addresses whose answers Django makes for anybody who asks, at a price.

Documents are not among them: they are made before they are asked for. Nothing is imported here, as
gunicorn reads this before Django is set up.
"""

PREFIXES = (
    "/api/v2/",
    "/api/changes/",
    "/api/drafts/",
    "/api/head/",
    "/api/not-found/",
    "/api/openapi.json",
    "/sitemap.xml",
)
