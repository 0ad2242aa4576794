"""Markdown: one article a file, with front matter in YAML or TOML or without any."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date

from index.errors import ImportFailureError
from index.importing.datelines import moment_of, newsroom_of
from index.importing.dates import moment_from, parse_moment
from index.importing.decoding import decode
from index.importing.draft import Draft, dateline_of, opening_of
from index.importing.inputs import InputFile
from index.importing.storable import one_line, tidy
from index.model import Article, BodyFormat, ImportFailure, Marks, Moment

_HEADLINE = ("headline", "title")
_PUBLISHED = (
    "published",
    "date",
    "datepublished",
    "published_at",
    "publisheddate",
    "pubdate",
    "publishdate",
    "created",
    "updated",
)
_SOURCE = (
    "source",
    "publisher",
    "publication",
    "site",
    "site_name",
    "sitename",
    "outlet",
    "newspaper",
)
_BYLINE = ("byline", "author", "authors", "by", "creator")
_LANGUAGE = ("language", "lang", "locale")
_URL = ("url", "link", "canonical", "canonical_url", "source_url", "permalink")
_DATELINE = ("dateline", "location")
_CAPTIONS = ("captions", "caption", "image_caption")
_ID = ("id", "origin_id", "guid", "identifier")
_FENCES = {
    "---": re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.M),
    "+++": re.compile(r"^\+\+\+[ \t]*$", re.M),
}
# Front matter is a handful of lines; more is an article that happens to begin with a rule.
_LONGEST_FRONT_MATTER = 64 * 1024
_DEEPEST, _MOST_ITEMS = 3, 50
_SIMPLE_LINE = re.compile(r"([A-Za-z][\w -]{0,40}?)\s?:[ \t]+(\S.{0,2000})\Z")
_TOP_HEADING = re.compile(r"\A\s{0,3}#[ \t]+(\S[^\n]{0,500})(?:\n|\Z)")
_UNDERLINED = re.compile(r"\A\s{0,3}(\S[^\n]{0,300})\n={3,}[ \t]{0,20}(?:\n|\Z)")

FrontMatter = Mapping[str, object]


def read_markdown(source: InputFile) -> Iterator[Article | ImportFailure]:
    """Yield the one article of a Markdown file.

    Raises ImportFailureError where it holds no text, or front matter that cannot be read.
    """
    yield markdown_draft(decode(source.read()), origin=str(source.path)).finish()


def markdown_draft(text: str, *, origin: str = "") -> Draft:
    """Return what a Markdown text says about an article.

    Raises ImportFailureError where its front matter cannot be read, or is code.
    """
    front, body = split_front_matter(tidy(text))
    body = body.strip("\n")
    headline = _words(front, _HEADLINE)
    heading = _TOP_HEADING.match(body) or _UNDERLINED.match(body)
    if heading is not None:
        title = _plain(heading[1])
        if not headline or one_line(headline).casefold() == title.casefold():
            headline, body = headline or title, body[heading.end() :].strip("\n")
    dateline = _words(front, _DATELINE) or dateline_of(opening_of(body, BodyFormat.MARKDOWN))
    return Draft(
        headline=headline,
        body=body,
        body_format=BodyFormat.MARKDOWN,
        published=_moment(front) or moment_of(dateline),
        source=_words(front, _SOURCE),
        fallback_source=newsroom_of(dateline),
        byline=_words(front, _BYLINE),
        dateline=_words(front, _DATELINE),
        language=_words(front, _LANGUAGE),
        url=_words(front, _URL),
        captions=_captions(front),
        marks=Marks(
            read=front.get("read") is True,
            starred=front.get("starred") is True,
            tags=tuple(_texts(front.get("tags"))),
        ),
        origin=origin,
        origin_id=_words(front, _ID),
    )


def has_front_matter(text: str) -> bool:
    """Tell whether `text` begins with front matter that is closed and looks like keys and values."""
    found = _front_matter(text)
    return (
        found is not None
        and re.search(r"^[ \t]*[\"']?[A-Za-z][\w -]{0,40}[\"']?[ \t]*[:=]", found[1], re.M)
        is not None
    )


def split_front_matter(text: str) -> tuple[FrontMatter, str]:
    """Return the front matter of `text`, keys in lower case, and the body behind it.

    Raises ImportFailureError where there is front matter and it cannot be read.
    """
    found = _front_matter(text) if has_front_matter(text) else None
    if found is None:
        return {}, text
    fence, block, body = found
    values = _toml(block) if fence == "+++" else _yaml(block)
    return {
        str(key).strip().casefold().replace("-", "_"): value for key, value in values.items()
    }, body


def _front_matter(text: str) -> tuple[str, str, str] | None:
    text = text.removeprefix("\ufeff").lstrip("\n")
    fence = text[:3]
    first, _, rest = text.partition("\n")
    if fence not in _FENCES or first.rstrip() != fence:
        return None
    end = _FENCES[fence].search(rest[:_LONGEST_FRONT_MATTER])
    return (fence, rest[: end.start()], rest[end.end() :]) if end else None


def _yaml(block: str) -> Mapping[object, object]:
    # Deferred: PyYAML takes some 20 ms to load.
    import yaml

    try:
        values: object = yaml.safe_load(block)
    except yaml.constructor.ConstructorError:
        raise ImportFailureError(
            "has front matter with code or unknown types in it, which is refused"
        ) from None
    except yaml.YAMLError as error:
        if simple := _simple_lines(block):
            return simple
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 2})" if mark is not None else ""
        raise ImportFailureError(f"has front matter that is not valid YAML{where}") from None
    except (ValueError, RecursionError):
        raise ImportFailureError("has front matter with a value that cannot be read") from None
    if values is None:
        return {}
    if not isinstance(values, Mapping):
        raise ImportFailureError("has front matter that is not a list of keys and values")
    return values


def _simple_lines(block: str) -> dict[object, object]:
    """Read "key: value" lines literally: a headline with a colon in it is not YAML, but common."""
    found: dict[object, object] = {}
    for line in block.split("\n"):
        if not line.strip() or line.startswith("#"):
            continue
        match = _SIMPLE_LINE.match(line)
        if match is None or match[2][0] in "!&*{[|>":
            return {}
        found[match[1]] = match[2].strip().strip("\"'")
    return found


def _toml(block: str) -> Mapping[object, object]:
    try:
        return dict(tomllib.loads(block).items())
    except tomllib.TOMLDecodeError as error:
        raise ImportFailureError(f"has front matter that is not valid TOML ({error})") from None
    except (ValueError, RecursionError):
        raise ImportFailureError("has front matter with a value that cannot be read") from None


def _words(front: FrontMatter, keys: tuple[str, ...]) -> str:
    for key in keys:
        texts = _texts(front.get(key))
        if texts:
            return ", ".join(texts)
    return ""


def _texts(value: object, depth: int = 0) -> list[str]:
    """Return the texts in a value of front matter: of a list those of its items, of a table its name."""
    # Aliases in YAML can make a small file stand for more than any memory holds.
    if depth > _DEEPEST:
        return []
    if value is False:
        return ["no"]  # YAML reads the language code of Norwegian so
    if value is None or value is True:
        return []
    if isinstance(value, Mapping):
        found = (_texts(value.get(key), depth + 1) for key in ("name", "title", "text"))
        return next((texts for texts in found if texts), [])
    if isinstance(value, (list, tuple)):
        items = [item for item in value[:_MOST_ITEMS] if isinstance(item, (str, Mapping))]
        return [text for item in items for text in _texts(item, depth + 1)][:_MOST_ITEMS]
    text = one_line(str(value)) if isinstance(value, (str, int, float, date)) else ""
    return [text] if text else []


def _captions(front: FrontMatter) -> tuple[str, ...]:
    return next((tuple(texts) for key in _CAPTIONS if (texts := _texts(front.get(key)))), ())


def _moment(front: FrontMatter) -> Moment | None:
    for key in _PUBLISHED:
        value = front.get(key)
        # datetime is a kind of date, and YAML and TOML give both.
        moment = (
            moment_from(value) if isinstance(value, date) else parse_moment(" ".join(_texts(value)))
        )
        if moment is not None:
            return moment
    return None


def _plain(heading: str) -> str:
    heading = heading.rstrip()
    # Signs that close a heading, apart from its words. Not by a pattern, which looks at each run of spaces anew from
    # each of its places.
    words = heading.rstrip("#")
    if words != heading and words[-1:] in (" ", "\t"):
        heading = words.rstrip()
    return one_line(re.sub(r"\*{1,3}|`|\\(?=[!-/:-@\[-`{-~])", "", heading))
