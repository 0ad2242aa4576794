"""What a reader found out about an article, and how the rest is filled in from it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from index.errors import ImportFailureError
from index.importing.identity import content_id
from index.importing.storable import one_line, storable, tidy
from index.model import Article, BodyFormat, Marks, Moment

NO_MARKS = Marks()
LONGEST_HEADLINE = 120
# Only this much of a body is looked at for its first sentence.
_LOOK = 1200
# Longer than any name, caption or address; what is longer is not one.
_LONGEST_FIELD = 2000
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]{0,2}(?=\s)|[。！？]")
_NOT_AN_END = re.compile(
    r"(?:\b[A-Z]|\b(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Col|Lt|Sgt|Capt|Rev|Hon|St|Jr|Sr|No|vs|etc"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Inc|Ltd|Co|Corp|Bros|approx|ca|e\.g|i\.e))\.\Z"
)
_MARKDOWN_START = re.compile(r"^\s{0,3}(?:#{1,6}\s+|>\s?|[-*+]\s+|\d{1,3}[.)]\s+)+")
_MARKDOWN_LINK = re.compile(r"!?\[([^\[\]]{0,400})\](?:\([^()\s]{0,2000}\)|\[[^\[\]]{0,200}\])")
_MARKDOWN_SIGNS = re.compile(r"\\(?=[!-/:-@\[-`{-~])|\*{1,3}|`{1,3}|(?<!\w)_{1,3}|_{1,3}(?!\w)")
# A dateline in capitals ("CARACAS, Jan 7 (Desk) —") may do without date and desk, another may not
# ("Quito (Desk) —"): otherwise any name before a dash would be one.
_PLACE_MORE = r"(?:,\s[^\W\d_][\w.'’-]{1,20}(?:\s[^\W\d_][\w.'’-]{1,20}){0,2}?)?"
_DAY = r"(?:,?\s(?:[A-Z][a-z]{2,8}\.?\s\d{1,2}|\d{1,2}\s[A-Z][a-z]{2,8}\.?)(?:,?\s\d{4})?)"
_DESK = r"(?:[,.]?\s?[(/][^()/\n]{2,40}[)/])"
_DATELINE = re.compile(
    rf"(?:(?=.{{0,12}}[^\W\d_a-z]{{3}})[^\W\d_a-z](?:[^\W\d_a-z]|[ ./'’-]){{2,40}}{_PLACE_MORE}{_DAY}?{_DESK}?"
    rf"|[^\W\d_a-z][^\W\d_]{{1,20}}(?:[ -][^\W\d_a-z][^\W\d_]{{1,20}}){{0,3}}{_PLACE_MORE}(?:{_DAY}{_DESK}?|{_DESK}))"
    r"\.?\s{0,2}(?:—|–|--|\s-)\s{0,2}(?=[\"“‘'«(]?[^\W_a-z])"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An article on its way: as `Article`, with "" and None for what is not known (yet).

    ``fallback_source`` is a source of lesser standing, such as a sign-off: it counts where neither
    ``source`` nor the address says who published the article. ``exact`` keeps the body as it is, but
    for characters that cannot be stored.
    """

    body: str
    body_format: BodyFormat = BodyFormat.MARKDOWN
    headline: str = ""
    headline_from_body: bool = False
    published: Moment | None = None
    source: str = ""
    fallback_source: str = ""
    byline: str = ""
    dateline: str = ""
    language: str = ""
    url: str = ""
    captions: tuple[str, ...] = ()
    origin: str = ""
    origin_id: str = ""
    marks: Marks = NO_MARKS
    exact: bool = False

    def finish(self) -> Article:
        """Return the article. Raises ImportFailureError where there is no text in the body."""
        body = storable(self.body) if self.exact else tidy(self.body).strip("\n").rstrip()
        if not body.strip():
            raise ImportFailureError("has no text")
        opening = opening_of(body, self.body_format)
        headline = one_line(self.headline[:_LONGEST_FIELD])
        from_body = self.headline_from_body or not headline
        if not headline:
            headline = headline_from(opening)
        url = address(self.url)
        source = _field(self.source) or host_of(url) or _field(self.fallback_source)
        captions = dict.fromkeys(_field(caption) for caption in self.captions)
        return Article(
            id=content_id(headline, body, source, self.published),
            headline=headline,
            body=body,
            body_format=self.body_format,
            headline_from_body=from_body,
            published=self.published,
            source=source,
            byline=_field(self.byline),
            dateline=_field(self.dateline) or dateline_of(opening),
            language=language_code(self.language),
            url=url,
            captions=tuple(caption for caption in captions if caption),
            origin=storable(self.origin),
            origin_id=storable(self.origin_id)[:_LONGEST_FIELD],
            marks=self.marks,
        )


def opening_of(body: str, body_format: BodyFormat) -> str:
    """Return the first paragraph of `body` on one line, without Markdown signs; at most some 1,200 characters."""
    start = body.lstrip()[:_LOOK]
    paragraph = re.split(r"\n[ \t]{0,20}\n", start, maxsplit=1)[0]
    if body_format is BodyFormat.MARKDOWN:
        paragraph = "\n".join(_MARKDOWN_START.sub("", line) for line in paragraph.split("\n"))
        paragraph = _MARKDOWN_SIGNS.sub("", _MARKDOWN_LINK.sub(r"\1", paragraph))
    return one_line(paragraph) or one_line(start)


def headline_from(opening: str) -> str:
    """Return a headline for an article that has none: the first sentence, cut where it is too long.

    A dateline before the sentence is left out.
    """
    if found := _DATELINE.match(opening):
        opening = opening[found.end() :]
    sentence = opening
    for end in _SENTENCE_END.finditer(opening):
        if not _NOT_AN_END.search(opening[: end.end()][-12:]):
            sentence = opening[: end.end()]
            break
    if len(sentence) <= LONGEST_HEADLINE:
        return sentence
    cut = sentence[:LONGEST_HEADLINE]
    words = cut.rpartition(" ")[0]
    # Chinese and Thai have no spaces to cut at.
    kept = words if len(words) > LONGEST_HEADLINE // 2 else cut[:-1]
    return kept.rstrip(" ,;:—–-(\"“‘'") + "…"


def dateline_of(opening: str) -> str:
    """Return the dateline at the start of a paragraph, such as ``CARACAS, Jan 7 (Desk)``, or ""."""
    found = _DATELINE.match(opening)
    return opening[: found.end()].rstrip(" —–-") if found else ""


def address(text: str) -> str:
    """Return a web address without the white space around it, or "" where `text` is none."""
    text = one_line(text[:_LONGEST_FIELD])
    if " " in text or not text.casefold().startswith(("http://", "https://")):
        return ""
    return text


def host_of(url: str) -> str:
    """Return the host that a web address names, without ``www.``, or ""."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def language_code(text: str) -> str:
    """Return the language that a tag such as ``en-GB`` or ``pt_BR`` names, as ``en`` or ``pt``, or ""."""
    found = re.match(r"\s*([A-Za-z]{2,3})(?=\Z|[\s_,;.-])", text)
    return found[1].lower() if found else ""


def _field(text: str) -> str:
    return one_line(text[:_LONGEST_FIELD])
