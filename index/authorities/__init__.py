"""Authority files: a reader's own lists of people, organisations, countries and places.

``formats.py`` reads CSV, TOML and FollowTheMoney lines, ``store.py`` keeps what was read in an SQLite file beside
the archive, ``lookup.py`` gives it to recognition and linking.
"""
