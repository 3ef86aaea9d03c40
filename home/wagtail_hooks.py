from wagtail.snippets.models import register_snippet

from home.admin import Website

register_snippet(Website)
