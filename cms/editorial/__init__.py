"""Delivery's rooms in the admin: what editors see of publishing, before and after.

    what_changes  before: what readers would see differently
    receipts      after: what is live, since when, or why not yet
    published     the page "Published": every layer, the history, going back
    home          the first page of the admin: what waits for me, what went live

It reads what delivery and content offer and is imported by cms/wagtail_hooks.py alone.
"""
