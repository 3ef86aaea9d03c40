"""The kinds of content and the documents of this website: each in a module of its own, that
declares it to the registry (cms/delivery/registry.py)."""
