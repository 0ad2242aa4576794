"""Answers for ``search.py`` with Xapian; run by a Python that has its binding.

The database is made where there is none. Reads a JSON value a line: stories (row, headline, body, time, actors), null, and then questions (kind,
words, pattern, first and last second). Prints null when the stories are searchable, then for each
question the milliseconds its answer took, the quickest of three, or null where there is no way to ask.
"""

import json
import sys
import time
from collections import Counter

import xapian

HITS = 20
WIDTH = 160
HEADLINE_WEIGHT = 4
BEST_OF = 3
AT_ONCE = 20_000
PUBLISHED, ACTORS = 0, 1


def build(path):
    database = xapian.WritableDatabase(path, xapian.DB_CREATE_OR_OPEN)
    generator = xapian.TermGenerator()
    generator.set_stemmer(xapian.Stem("en"))
    for number, line in enumerate(sys.stdin, 1):
        story = json.loads(line)
        if story is None:
            break
        row, headline, body, published, actors = story
        document = xapian.Document()
        generator.set_document(document)
        generator.index_text(headline, HEADLINE_WEIGHT)
        generator.increase_termpos()
        generator.index_text(body)
        document.set_data(body)
        document.add_value(PUBLISHED, xapian.sortable_serialise(published))
        document.add_value(ACTORS, " ".join(actors))
        database.replace_document(row + 1, document)
        if number % AT_ONCE == 0:
            database.commit()
    database.commit()
    database.close()


def asked(parser, kind, words, pattern, first, last):
    flags = xapian.QueryParser.FLAG_PHRASE | xapian.QueryParser.FLAG_WILDCARD
    parser.set_default_op(xapian.Query.OP_OR if kind == "three words, any" else xapian.Query.OP_AND)
    text = pattern or " ".join(words)
    if pattern and "*" in pattern.rstrip("*"):
        return None
    query = parser.parse_query(f'"{text}"' if kind.startswith("phrase") else text, flags)
    if first is None:
        return query
    days = xapian.Query(
        xapian.Query.OP_VALUE_RANGE,
        PUBLISHED,
        xapian.sortable_serialise(first),
        xapian.sortable_serialise(last - 1),
    )
    return xapian.Query(xapian.Query.OP_FILTER, query, days)


def answer(database, parser, question):
    kind = question[0]
    query = asked(parser, *question)
    if query is None:
        return False
    enquire = xapian.Enquire(database)
    enquire.set_query(query)
    if kind == "facet: top 20 actors":
        enquire.set_weighting_scheme(xapian.BoolWeight())
        counts = Counter()
        for match in enquire.get_mset(0, database.get_doccount()):
            counts.update(match.document.get_value(ACTORS).split())
        counts.most_common(HITS)
        return True
    if kind == "word, newest first":
        enquire.set_sort_by_value(PUBLISHED, True)
    found = enquire.get_mset(0, HITS)
    for match in found:
        if kind == "words and 20 snippets":
            found.snippet(match.document.get_data().decode(), WIDTH, parser.stemmer)
    return True


def main():
    path = sys.argv[1]
    build(path)
    database = xapian.Database(path)
    parser = xapian.QueryParser()
    parser.stemmer = xapian.Stem("en")
    parser.set_stemmer(parser.stemmer)
    parser.set_stemming_strategy(xapian.QueryParser.STEM_SOME)
    parser.set_database(database)
    print("null", flush=True)
    for line in sys.stdin:
        question = json.loads(line)
        times = []
        for _ in range(BEST_OF):
            began = time.perf_counter()
            can = answer(database, parser, question)
            times.append((time.perf_counter() - began) * 1000)
        print(json.dumps((min(times), times[0]) if can else None), flush=True)


main()
