"""Search of the website's pages, in Arabic and English, on PostgreSQL alone.

    words.py      what two spellings of a word have in common
    text.py       what a page says
    index.py      the table of what pages say, kept by triggers, made up for by searches
    matching.py   which pages a query matches, in which order, and the words to mark

It decides nothing about who may read a page: API v2 searches among the pages that it would list.
"""
