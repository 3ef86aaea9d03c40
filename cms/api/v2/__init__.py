"""Wagtail API v2 in Wagtail's own shape, with content that a frontend can show as it is.

What differs from stock, on purpose (docs/decisions/api-v2.md): every request is answered as to an
anonymous reader, editors included, so that an answer may be shared; nothing that is not live and
public is in it; rich text, blocks, images and links are resolved; parameters that would make stock
answer 500 are a 400 that names them.
"""
