"""The version of newsreader: the one place where it is written.

It stands alone in its module because reading it from the installed package's metadata costs 40 ms,
twice what ``newsreader --version`` takes altogether.
"""

from __future__ import annotations

VERSION = "0.1.0"
