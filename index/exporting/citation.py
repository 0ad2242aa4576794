"""A citation of an article on one line, for lists of sources."""

from __future__ import annotations

from index.model import Article


def citation(article: Article) -> str:
    """Return headline, byline, source, date and address of an article, as far as they are known, on one line.

    The text is the article's own and not made safe for a terminal or a markup language.
    """
    date = "" if article.published is None else article.published.iso()
    particulars = [article.byline, article.source, date, article.url]
    told = [" ".join(each.split()) for each in particulars]
    headline = " ".join(article.headline.split())
    return ". ".join([f"“{headline}”", *(each for each in told if each)]) + "."
