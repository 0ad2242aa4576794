"""The subcommands of ``newsreader``, a module for those that belong together.

stdout carries data, stderr the narration. Nothing here imports Textual, and only a progress bar imports Rich.
"""
