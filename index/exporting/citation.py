"""A citation of an article on one line, for lists of sources."""

from __future__ import annotations

from urllib.parse import urlsplit

from index.model import Article, Moment, Precision

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def citation(article: Article) -> str:
    """Return headline, byline, source, date and address of an article, as far as they are known, on one line.

    The text is the article's own and not made safe for a terminal or a markup language.
    """
    parts = cited_parts(article)
    if address := web_address(article.url):
        parts.append(address)
    return ", ".join(parts) + "."


def cited_parts(article: Article) -> list[str]:
    """Return the parts of a citation but the address: headline in quotation marks, byline, source, date."""
    date = "" if article.published is None else long_date(article.published)
    parts = [f"“{_plain(article.headline)}”", _plain(article.byline), _plain(article.source), date]
    return [part for part in parts if part]


def long_date(moment: Moment) -> str:
    """Return a date as it is written out, as exactly as it is known: ``7 January 2025``."""
    day = moment.instant
    if moment.precision is Precision.YEAR:
        return str(day.year)
    month = f"{_MONTHS[day.month - 1]} {day.year}"
    return month if moment.precision is Precision.MONTH else f"{day.day} {month}"


def web_address(url: str) -> str | None:
    """Return an address if it is one of the web (http or https, with a host) and plain to read, else None."""
    url = url.strip()
    if not url.isascii() or not url.isprintable() or any(sign in url for sign in " \"'<>\\`"):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme.lower() in ("http", "https") and parts.hostname else None


def _plain(text: str) -> str:
    return " ".join(text.split())
