"""An app as a project of one's own would add it: one of each kind of thing that the CMS can have.

A snippet type (Announcement), a document (opening_hours), a page type without a body (Landing), a
block (tide) and a third language (French). `walk.py` visits everything over them; the tests are in
tests/delivery/test_new_kinds_need_no_second_line.py.
"""
