from wagtail import hooks
from wagtail.snippets.models import register_snippet

from home.admin import Website, metadata_buttons

register_snippet(Website)
hooks.register("register_page_listing_more_buttons", metadata_buttons)
hooks.register("register_page_header_buttons", metadata_buttons)
