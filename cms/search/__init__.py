"""Search of the website's pages, in Arabic and English, on PostgreSQL alone.

    normalization.py   what two spellings of a word have in common
    text.py            what a page says
    index.py           the table of what pages say; triggers note what is old in it
    query.py           which pages match a query, in which order, and the words to mark

It decides nothing about who may read a page: API v2 searches among the pages that it would list.
"""
