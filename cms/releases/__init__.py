"""Releases: drafts that go live together, in one version, or not at all.

Why they are as they are: docs/decisions/releases.md.
"""
