"""Finding out how bytes spell text, and reading them."""

from __future__ import annotations

import codecs
import re
import tomllib
from collections import Counter
from functools import cache
from importlib import resources

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    # UTF-32 before UTF-16: the little-endian mark of one begins like the other's.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Only encodings of texts: Python also knows codecs, such as punycode, that are slow on long input.
_KNOWN = re.compile(
    r"(?:utf[-_]?(?:8|16|32)(?:[-_]?[lb]e)?|(?:us-?)?ascii|(?:iso[-_]?)?8859[-_]?\d{1,2}"
    r"|iso[-_]8859[-_]\d{1,2}|iso[-_]2022[-_]\w{2,8}|latin[-_]?\d{1,2}|windows[-_]\d{3,4}"
    r"|(?:cp|ibm)\d{3,4}|koi8[-_]\w|(?:shift[-_]?jis|sjis)|euc[-_]\w{2}|gb(?:k|2312|18030)"
    r"|big5(?:[-_]hkscs)?|mac[-_]\w{4,12}|tis[-_]?620|hz(?:-gb-2312)?)\Z",
    re.IGNORECASE,
)
# What these names mean on the web, where pages in windows-1252 have always called themselves Latin-1.
_WEB_MEANING = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
}
_DECLARED = re.compile(
    rb"<\?xml[^>]{0,200}?encoding\s{0,4}=\s{0,4}[\"']([\w.:-]{2,40})"
    rb"|<meta[^>]{0,300}?charset\s{0,4}=\s{0,4}[\"']?\s{0,4}([\w.:-]{2,40})",
    re.IGNORECASE,
)
_SEVEN_BIT = ("iso2022", "hz")
_SAMPLE = 128 * 1024
_LATIN = ("cp1250", "cp1252", "cp1254")
# In Western languages these signs stand between words; where letters touch them they are letters too.
_SYMBOL_IN_WORD = re.compile(r"[^\W\d_][¢£¥¦¬¯±²³¶¹¼½¾][^\W\d_]")
# Where charset-normalizer looks: what newsrooms and mail programs have really used.
_CANDIDATES = [
    "cp1252",
    "cp1250",
    "cp1251",
    "koi8_r",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp932",
    "euc_jp",
    "gb18030",
    "big5",
    "cp949",
]


def known_encoding(name: str) -> str:
    """Return Python's name for the encoding that `name` stands for on the web, "" for none."""
    name = name.strip().strip("\"'")
    if not _KNOWN.match(name):
        return ""
    try:
        found = codecs.lookup(name.replace("windows-", "cp").replace("windows_", "cp")).name
    except LookupError:
        return ""
    return _WEB_MEANING.get(found, found)


def declared_encoding(head: bytes) -> str:
    """Return the encoding that an XML declaration or a meta element in `head` names, or ""."""
    match = _DECLARED.search(head[:4096])
    if match is None:
        return ""
    name = known_encoding((match[1] or match[2]).decode("ascii", "replace"))
    # Whoever reads "utf-16" here has read it as ASCII, so it cannot be true.
    return "utf-8" if name.startswith(("utf-16", "utf-32")) else name


def byte_order_mark(data: bytes) -> str:
    """Return the encoding that a byte order mark at the start of `data` gives, or ""."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    return ""


def wide_encoding(head: bytes) -> str:
    """Return utf-16-le or utf-16-be where every second byte of `head` is nearly always 0, else ""."""
    pairs = len(head) // 2
    if pairs < 8:
        return ""
    even, odd = head[0 : pairs * 2 : 2].count(0), head[1 : pairs * 2 : 2].count(0)
    if odd > 0.7 * pairs and even < 0.05 * pairs:
        return "utf-16-le"
    if even > 0.7 * pairs and odd < 0.05 * pairs:
        return "utf-16-be"
    return ""


def detect_encoding(data: bytes, *, declared: str = "", whole: bool = True) -> str:
    """Return the name of the encoding of `data`; always one that Python can decode with.

    In order of trust: a byte order mark, valid UTF-8, what the text declares of itself, `declared`
    (from outside, such as an HTTP header), then charset-normalizer. With ``whole=False`` the data is
    the beginning of more, and a character cut in two at its end is forgiven.
    """
    if mark := byte_order_mark(data):
        return mark
    if wide := wide_encoding(data[:4096]):
        return wide
    names = [name for name in (declared_encoding(data), known_encoding(declared)) if name]
    for name in names:
        if name.startswith(_SEVEN_BIT) and b"\x1b" in data + b"\x1b" * name.startswith("hz"):
            return name
    if _is_utf8(data, whole):
        return "utf-8"
    for name in names:
        if name != "utf-8" and _decodes(data, name):
            return name
    return _guess(data)


def decode(data: bytes, *, declared: str = "") -> str:
    """Return the text that `data` spells, undecodable bytes as U+FFFD. Never raises."""
    return data.decode(detect_encoding(data, declared=declared), "replace").removeprefix("\ufeff")


def _is_utf8(data: bytes, whole: bool) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data, final=whole)
    except UnicodeDecodeError:
        return False
    return True


def _decodes(data: bytes, name: str) -> bool:
    try:
        codecs.getincrementaldecoder(name)().decode(data[:_SAMPLE])
    except (UnicodeError, LookupError):
        return False
    return True


def _guess(data: bytes) -> str:
    # Deferred: charset-normalizer takes some 40 ms to load and most files are UTF-8.
    from charset_normalizer import from_bytes

    sample = _telling_part(data)
    best = from_bytes(sample, cp_isolation=_CANDIDATES, preemptive_behaviour=False).best()
    if best is not None and best.encoding in _LATIN:
        return _latin(sample, best.encoding)
    if best is not None and best.encoding not in ("ascii", "utf_8"):
        return best.encoding
    # A few stray bytes in what is otherwise UTF-8 are better lost than all of it misread.
    damage = sample.decode("utf-8", "replace").count("\ufffd")
    high = sum(byte > 127 for byte in sample)
    return "utf-8" if high > 8 and damage * 8 < high else "cp1252"


def _latin(sample: bytes, best: str) -> str:
    """Choose among encodings of Latin script, which differ in so few bytes that statistics mislead."""
    if _SYMBOL_IN_WORD.search(sample.decode("cp1252", "replace")):
        return "cp1250" if best == "cp1252" else best
    words = Counter(re.findall(r"[a-z]{1,10}", sample.decode("ascii", "replace").lower()))
    scores = {name: sum(words[word] for word in known) for name, known in _small_words().items()}
    ranked = sorted(scores, key=lambda name: (scores[name], name == best), reverse=True)
    return ranked[0] if scores[ranked[0]] else best


@cache
def _small_words() -> dict[str, tuple[str, ...]]:
    text = resources.files("index.importing.data").joinpath("latin.toml").read_text("utf-8")
    return {name: tuple(words) for name, words in tomllib.loads(text).items()}


def _telling_part(data: bytes) -> bytes:
    """The stretch around the first bytes beyond ASCII: only they can tell encodings apart."""
    first = next((match.start() for match in re.finditer(rb"[\x80-\xff]", data)), 0)
    start = max(0, first - 2048)
    return data[start : start + _SAMPLE]
