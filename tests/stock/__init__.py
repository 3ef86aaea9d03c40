"""A stock Wagtail site with one kind of page, which has the fields and the form of ContentPage.

What our additions cost an editor is measured against it. It runs in a process of its own
(`python -m tests.stock.measure`), because a second model of pages would be seen by all that walks
over the models of the CMS.
"""
