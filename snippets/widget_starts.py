"""Wagtail's widgets start without inline scripts, which a Content-Security-Policy forbids.

Where Wagtail writes `<script>initDateChooser("id_day", {…});</script>`, a page has
`<template data-starts="initDateChooser" data-with="[…]">`, and widgets.js calls the function with
what is in it. The functions that may be called are a list in widgets.js: what somebody smuggles
into a page can start none but Wagtail's own widgets.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.widgets import BaseChooser
from wagtail.admin.widgets.workflows import AdminTaskChooser


def starts(function: str, *values: object) -> SafeString:
    """The element that calls `function` with `values`, which JSON can hold."""
    return format_html(
        '<template data-starts="{}" data-with="{}"></template>', function, json.dumps(values)
    )


def starting_without_a_script(original: Callable[..., Any]) -> Callable[..., Any]:
    """BaseChooser.render; a chooser with a start of its own goes on writing its script."""

    def render(
        chooser: BaseChooser,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: Any = None,
    ) -> SafeString:
        own = type(chooser).render_js_init
        if own not in (BaseChooser.render_js_init, AdminTaskChooser.render_js_init):
            html_with_script: SafeString = original(chooser, name, value, attrs, renderer)
            return html_with_script
        if not attrs or "id" not in attrs:
            raise TypeError("BaseChooser cannot be rendered without an 'id' attribute")
        id_ = attrs["id"]
        data = chooser.get_value_data(value)
        html: SafeString = chooser.render_html(name, data, attrs)
        if isinstance(chooser, AdminTaskChooser):
            return html + starts("createTaskChooser", id_)
        options = chooser.get_js_init_options(id_, name, data)
        return html + starts(chooser.js_constructor, id_, options)

    return render
