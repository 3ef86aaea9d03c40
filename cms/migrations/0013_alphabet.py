"""The order of an alphabet, for listings of API v2 (cms/engines/alphabet.py).

The function makes of a text what is compared letter by letter:
- letters without their marks, in lower case; letters that are written as two as these two;
- Arabic letters as CLDR compares them in Arabic: the forms of alif are alif, ة is ت, ى is ي; hamza
  on waw and ya comes before alif, as hamza does;
- the digits of all scripts as 0 to 9; what is neither letter nor digit before them.

60 letters of it are compared: an entry of an index has a bound. What is equal then is compared by
the text itself, which the index holds too.
"""

from django.db import migrations

# What stands in a text, and what it is compared as.
LETTERS = {
    "آأإٱةىیکؤئ": "ااااتييكءء",
    "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹": "0123456789" * 2,
}
TWO = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "þ": "th", "ð": "d", "ı": "i"}
# Vowel marks and tatweel of Arabic, accents, and what is not seen.
MARKS = (
    "[\\u0300-\\u036f\\u0610-\\u061a\\u0640\\u064b-\\u065f\\u0670\\u06d6-\\u06ed\\u200b-\\u200f"
    "\\u202a-\\u202e\\u2066-\\u2069\\ufeff]"
)
# They come after the digits in the order of bytes. An apostrophe is among them, doubled in SQL.
SIGNS = ":;<=>?@[\\]^_`{|}~«»“”‘’‚„–—…،؛؟٪"
BEFORE_DIGITS = "!" * len(SIGNS)


def _expression() -> str:
    text = "$1"
    for given, compared in LETTERS.items():
        text = f"translate({text}, '{given}', '{compared}')"
    text = f"lower(regexp_replace(normalize({text}, NFKD), '{MARKS}', '', 'g'))"
    for letter, letters in TWO.items():
        text = f"replace({text}, '{letter}', '{letters}')"
    return f"left(translate({text}, '{SIGNS}', '{BEFORE_DIGITS}'), 60)"


FUNCTION = f"""
    CREATE FUNCTION alphabetical(text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN {_expression()}
"""
INDEX = """
    CREATE INDEX cms_page_by_alphabet ON wagtailcore_page
        (alphabetical(title) COLLATE "C", title COLLATE "C", id)
        INCLUDE (path, locale_id) WHERE live
"""
BEFORE = (
    "CREATE INDEX IF NOT EXISTS cms_page_by_title ON wagtailcore_page"
    " (title, id) INCLUDE (path, locale_id) WHERE live"
)


class Migration(migrations.Migration):
    dependencies = [("cms", "0012_webhooks")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION alphabetical(text)"),
        migrations.RunSQL(INDEX, "DROP INDEX cms_page_by_alphabet"),
        migrations.RunSQL("DROP INDEX IF EXISTS cms_page_by_title", BEFORE),
    ]
