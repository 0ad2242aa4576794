"""The page around an HTML export: one file without a script, a font or a picture from elsewhere.

It opens from disk without a network, follows the reader's choice of light or dark, and prints black on white.
All text of articles is escaped; a content security policy forbids the page to load or run anything, should something
ever slip through. Addresses are links only where they are plain http or https.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator

from index.exporting.citation import cited_parts, web_address
from index.model import Article

# What XML and HTML cannot show, and marks that turn the direction of the text around them.
_UNFIT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

_STYLE = """
:root { color-scheme: light dark; --ink: #1b1b1b; --faint: #5f5f5f; --line: #d8d8d8; --paper: #fdfdfb; --mark: #0b5c8a; --bar: #3f7fa6; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e4df; --faint: #a3a09a; --line: #3c3c3c; --paper: #16181a; --mark: #7dc0e6; --bar: #5d9dc2; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 46rem; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.55 Georgia, "Times New Roman", serif; overflow-wrap: break-word; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .25rem; }
h2 { font-size: 1.3rem; margin: 2.5rem 0 .5rem; padding-bottom: .2rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 1.5rem 0 .25rem; }
p { margin: .5rem 0; }
a { color: var(--mark); }
nav, .faint, figcaption, th { color: var(--faint); font: .9rem/1.5 system-ui, sans-serif; }
nav a { margin-right: 1rem; }
table { width: 100%; border-collapse: collapse; font-size: .95rem; }
th { text-align: left; font-weight: normal; }
th, td { padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td.when, td.number { white-space: nowrap; font-variant-numeric: tabular-nums; }
td.number { text-align: right; }
blockquote { margin: .75rem 0; padding: 0 0 0 1rem; border-left: 3px solid var(--line); }
figure { margin: 1rem 0; }
svg { width: 100%; height: auto; display: block; }
svg text { font: 12px system-ui, sans-serif; fill: var(--ink); }
svg .faint { fill: var(--faint); }
details summary { cursor: pointer; color: var(--mark); }
article { margin: 0 0 3rem; }
.planned { font-style: italic; }
.status { border: 1px solid var(--line); border-radius: .3rem; padding: 0 .35rem; font: .8rem system-ui, sans-serif; color: var(--faint); }
ol.sources { padding-left: 2.2rem; font-size: .95rem; }
ol.sources li:target { background: color-mix(in srgb, var(--mark) 15%, transparent); }
pre { white-space: pre-wrap; }
@media print {
  :root { --ink: #000; --faint: #444; --line: #bbb; --paper: #fff; --mark: #000; --bar: #666; }
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  nav { display: none; }
  h2, h3 { break-after: avoid; }
  blockquote, tr, figure, li { break-inside: avoid; }
  details > *:not(summary) { display: block; }
}
"""


def safe(text: str) -> str:
    """Return text that stands for itself in HTML, in an element as in a quoted attribute."""
    return html.escape(without_unfit(text))


def without_unfit(text: str) -> str:
    """Return text with a replacement character for what no page can show or what turns the text around it."""
    return _UNFIT.sub("\ufffd", text)


def line(text: str) -> str:
    """Return text as ``safe`` does, its white space drawn together."""
    return safe(" ".join(text.split()))


def page(title: str, body: Iterable[str], *, language: str = "en") -> Iterator[str]:
    """Yield a whole document with this title; ``body`` is HTML already."""
    yield (
        f'<!DOCTYPE html>\n<html lang="{safe(language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{html.escape(_POLICY)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="generator" content="newsreader">\n'
        f"<title>{line(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
    )
    yield from body
    yield "</body>\n</html>\n"


class Sources:
    """The articles a page cites, numbered in the order in which they are first cited."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def cite(self, article_id: str) -> str:
        """Return a link to the citation of an article: ``[3]``."""
        number = self._numbers.setdefault(article_id, len(self._numbers) + 1)
        return f'<a href="#s{number}">[{number}]</a>'

    @property
    def articles(self) -> tuple[str, ...]:
        """The ids of the articles cited, in the order of their numbers."""
        return tuple(self._numbers)


def sources_list(articles: Iterable[Article]) -> Iterator[str]:
    """Yield the list of the articles cited, in the order of their numbers."""
    yield '<h2 id="sources">Sources</h2>\n<ol class="sources">\n'
    for number, article in enumerate(articles, start=1):
        yield f'<li id="s{number}">{cited(article)} <span class="faint">{safe(article.id)}</span></li>\n'
    yield "</ol>\n"


def cited(article: Article) -> str:
    """Return the citation of an article with its address as a link, where it is one of the web."""
    parts = [line(part) for part in cited_parts(article)]
    if address := web_address(article.url):
        parts.append(f'<a href="{safe(address)}" rel="noreferrer noopener">{safe(address)}</a>')
    return ", ".join(parts) + "."
