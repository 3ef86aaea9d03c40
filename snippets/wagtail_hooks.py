"""Registers what editors are told and offered (the lists and forms are registered by `home`)."""

from __future__ import annotations

from snippets.translation_buttons import ask_once_for_a_list

ask_once_for_a_list()
