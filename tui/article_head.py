"""What stands over the body of an article: headline, where and when, captions."""

from __future__ import annotations

from index.model import Article
from tui.dates import full_date
from tui.safe_text import cell_width, safe_text
from tui.wrapping import BOLD, FAINT, GLUE, ITALIC, NOWHERE, Line, furniture, wrap

WORDS_A_MINUTE = 230
_LETTERS_A_WORD = 6
_BLANK = Line((), NOWHERE, NOWHERE)


def head_lines(article: Article, width: int) -> list[Line]:
    """Return the lines over the body, ending with a blank one, each at most ``width`` cells."""
    lines = _wrapped(article.headline, BOLD, width)
    # Each particular stays in one piece where it fits on a line.
    told = [_together(text, width) for text in particulars(article)]
    lines += _laid(" · ".join(told), FAINT, width)
    if article.captions:
        lines.append(_BLANK)
    for caption in article.captions:
        lines += _wrapped(caption, FAINT | ITALIC, width)
    lines.append(_BLANK)
    return lines


def particulars(article: Article) -> list[str]:
    """Return what is known of an article: source, date, dateline, byline, how long it takes to read."""
    told = [article.source]
    if article.published is not None:
        told.append(full_date(article.published))
    told += [article.dateline, article.byline, f"{minutes(article.body)} min read"]
    return [text for text in told if text.strip()]


def minutes(body: str) -> int:
    """Return how many minutes it takes to read a body, at least 1."""
    # Counting the words of a very long body takes longer than the answer is worth.
    words = len(body.split()) if len(body) < 500_000 else len(body) // _LETTERS_A_WORD
    # Scripts without spaces: about as many signs are read in a minute as letters are.
    words = max(words, len(body) // 20)
    return max(1, round(words / WORDS_A_MINUTE))


def _wrapped(text: str, ink: int, width: int) -> list[Line]:
    return _laid(" ".join(safe_text(text).split()), ink, width)


def _together(text: str, width: int) -> str:
    shown = " ".join(safe_text(text).split())
    return shown.replace(" ", GLUE) if cell_width(shown) <= width else shown


def _laid(shown: str, ink: int, width: int) -> list[Line]:
    if not shown:
        return []
    return [
        Line(tuple(pieces), NOWHERE, NOWHERE) for pieces in wrap([furniture(shown, ink)], width)
    ]
