"""Previews: draft JSON in the shape of the live JSON, for one editor, for 15 minutes.

Wagtail hands over an unsaved page or snippet; `draft` builds, with the builders of the live
documents, what readers would get if it were published; `tokens` keeps the result in Redis and
signs an address for it; the website shows it at `/preview/?token=…`.
"""
