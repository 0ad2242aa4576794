"""What an archive gives away: JSON lines, CSV, Markdown files.

Each format is a module that turns story records into text and knows nothing of archives or terminals;
``export.py`` joins them to an archive and to the place where the export goes.
"""
