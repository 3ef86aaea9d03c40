"""The versions of the packages that the replacements were tested with: package and version."""

WAGTAIL = "wagtail 8.0.1"
LOCALIZE = "wagtail-localize 1.14.5"
MODELSEARCH = "modelsearch 1.3.2"
