"""Authority files: a reader's own lists of people, organisations, countries and places.

``formats.py`` reads CSV, TOML and FollowTheMoney lines, ``taking.py`` writes what was read into the SQLite file that
``store.py`` keeps beside the archive, ``lookup.py`` gives it to recognition and linking.
"""
