"""A reader's own lists: read from three formats, told of by line, recognised in stories and linked."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from index import Archive
from index.analysis.analyse import analyse, prepare
from index.analysis.gazetteer import load
from index.analysis.recognising import Recogniser
from index.analysis.spacy_names import PipelineRecogniser, RecogniserError, load_pipeline
from index.authorities.entity import AuthorityEntity, AuthorityRole, Trouble
from index.authorities.formats import read_file
from index.authorities.records import parsed_role
from index.authorities.store import refreshed
from index.model import Kind, Mention
from index.options import AnalysisOptions
from tui.cli import run


def entities(path: Path) -> list[AuthorityEntity]:
    return [each for each in read_file(path) if isinstance(each, AuthorityEntity)]


def troubles(path: Path) -> list[tuple[int, str]]:
    return [(each.line, each.reason) for each in read_file(path) if isinstance(each, Trouble)]


def written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


# -- the formats


def test_a_table_is_read(tmp_path):
    path = written(
        tmp_path / "people.csv",
        "name,kind,aliases,country,roles,ids\n"
        'Zeno Quist,person,Z. Quist|Zenon Quist,PY,"president of Paraguay 2018..2023-08",wikidata:Q1|local:7\n',
    )
    (quist,) = entities(path)
    assert quist == AuthorityEntity(
        name="Zeno Quist",
        kind=Kind.PERSON,
        line=2,
        aliases=("Z. Quist", "Zenon Quist"),
        countries=("PY",),
        roles=(AuthorityRole("president", "Paraguay", "2018", "2023-08"),),
        ids=(("wikidata", "Q1"), ("local", "7")),
    )


def test_a_simple_table_of_opensanctions_is_read(tmp_path):
    path = written(
        tmp_path / "targets.simple.csv",
        '"id","schema","name","aliases","birth_date","countries","sanctions"\n'
        '"NK-1","Person","Zeno Quist","Zenon Quist;Kvist Zeno","1960","py;ve",""\n'
        '"NK-2","Organization","Quist Foundation","","","",""\n',
    )
    quist, foundation = entities(path)
    assert (quist.aliases, quist.countries) == (("Zenon Quist", "Kvist Zeno"), ("py", "ve"))
    assert (foundation.kind, foundation.ids) == (Kind.ORGANISATION, (("id", "NK-2"),))


def test_a_table_of_wikidata_with_a_line_for_each_office_is_read(tmp_path):
    path = written(
        tmp_path / "query.csv",
        "item,itemLabel,itemAltLabel,kind,countryLabel,positionLabel,start,end\n"
        'http://www.wikidata.org/entity/Q7,Zeno Quist,"Zenon Quist, Quist",human,Paraguay,minister of defence,2001-01-01T00:00:00Z,2004-01-01T00:00:00Z\n'
        "http://www.wikidata.org/entity/Q7,Zeno Quist,,human,Paraguay,President of Paraguay,2008,\n",
    )
    (quist,) = entities(path)
    assert quist.ids == (("wikidata", "Q7"),)
    assert quist.aliases == ("Zenon Quist", "Quist")
    assert [(role.title, role.first) for role in quist.roles] == [
        ("minister", "2001-01-01"),
        ("President", "2008"),
    ]


def test_a_table_may_tell_the_kind_by_its_name(tmp_path):
    path = written(tmp_path / "people.2024.csv", "name\nZeno Quist\n")
    assert [each.kind for each in entities(path)] == [Kind.PERSON]


def test_toml_is_read(tmp_path):
    path = written(
        tmp_path / "own.toml",
        """
[[entity]]
name = "Zeno Quist"
kind = "person"
aliases = ["Zenon Quist"]
weak = ["Zeno"]
country = "Paraguay"
ids = { wikidata = "Q1" }
role = ["senator of Paraguay", { title = "president", of = "Paraguay", first = 2023-08-15 }]
""",
    )
    (quist,) = entities(path)
    assert (quist.line, quist.weak) == (2, ("Zeno",))
    assert quist.roles[1] == AuthorityRole("president", "Paraguay", "2023-08-15")


def money(**value: object) -> str:
    return json.dumps(value) + "\n"


def test_followthemoney_lines_are_read_with_offices_told_elsewhere(tmp_path):
    written(
        tmp_path / "entities.ftm.json",
        money(id="early", schema="Occupancy", properties={"holder": ["Q7"], "post": ["post2"]})
        + money(id="pos", schema="Position", properties={"name": ["President of Paraguay"]})
        + money(
            id="Q7",
            schema="Person",
            caption="Zeno Quist",
            properties={
                "name": ["Zeno Quist", "Кваст"],
                "weakAlias": ["Zeno"],
                "country": ["py"],
                "position": ["Senator"],
            },
        )
        + money(
            id="occ",
            schema="Occupancy",
            properties={"holder": ["Q7"], "post": ["pos"], "startDate": ["2023-08-15"]},
        )
        + money(id="a", schema="Address", properties={"full": ["1 Main Street"]})
        + money(id="post2", schema="Position", properties={"name": ["Mayor"], "country": ["py"]}),
    )
    store = refreshed(tmp_path / "store.sqlite3", [tmp_path])
    assert store is not None
    found = [each for each, _ in store.by_key("zeno quist")]
    store.close()
    assert found[0].ids == (("wikidata", "Q7"),)
    assert [(role.title, role.first) for role in found[0].roles] == [
        ("Senator", ""),
        ("Mayor", ""),
        ("President", "2023-08-15"),
    ]


def test_followthemoney_lines_are_read_with_offices_told_within(tmp_path):
    post = {"id": "p", "schema": "Position", "properties": {"name": ["Member"], "country": ["py"]}}
    held = {"holder": ["Q7"], "post": [post], "startDate": ["2019-07-01"], "endDate": ["2023"]}
    properties = {
        "name": ["Zeno Quist"],
        "addressEntity": [{"id": "a", "schema": "Address", "properties": {"full": ["1 Main"]}}],
        "positionOccupancies": [{"id": "o", "schema": "Occupancy", "properties": held}],
    }
    written(
        tmp_path / "targets.nested.json",
        money(id="Q7", schema="Person", caption="Zeno Quist", properties=properties),
    )
    store = refreshed(tmp_path / "store.sqlite3", [tmp_path])
    assert store is not None
    ((found, _),) = store.by_key("zeno quist")
    store.close()
    assert found.roles == (AuthorityRole("Member", "py", "2019-07-01", "2023"),)


@pytest.mark.parametrize(
    ("told", "role"),
    [
        ("president of Paraguay", AuthorityRole("president", "Paraguay")),
        ("spokesman", AuthorityRole("spokesman")),
        ("head of the Central Bank 2001..", AuthorityRole("head", "Central Bank", "2001", "")),
        ("senator (2001–2005)", AuthorityRole("senator", "", "2001", "2005")),
    ],
)
def test_an_office_is_written_as_one_says_it(told, role):
    assert parsed_role(told) == role


# -- mistakes


@pytest.mark.parametrize(
    ("name", "text", "line", "reason"),
    [
        ("a.csv", "name,kind\nZeno,cat\n", 2, "“cat” is no kind; there are person"),
        ("a.csv", "name,kind\n,person\n", 2, "a name is missing"),
        ("a.csv", "item,itemLabel,kind\nQ9,Q9,person\n", 2, "only the id Q9"),
        ("a.csv", "kind,aliases\nperson,x\n", 1, "must name the columns"),
        ("a.csv", "name,kind,role,start\nZeno,person,judge,soon\n", 2, "“soon” is no date"),
        (
            "a.toml",
            '[[entity]]\nname = "A"\n\n[[entity]]\nkind = "person"\n',
            1,
            "a kind is missing",
        ),
        ("a.toml", '[[entity]]\nname = "A"\nkind = "person"\ncolour = 1\n', 1, "no key “colour”"),
        ("a.toml", "[[entity]\n", 1, "not valid TOML"),
        ("a.jsonl", '\n{"id": 1\n', 2, "not a JSON object"),
        ("a.jsonl", '{"id": "1"}\n', 1, "not a FollowTheMoney entity"),
        ("a.jsonl", '{"schema": "Person", "properties": {}}\n', 1, "a name is missing"),
    ],
)
def test_a_mistake_is_told_by_its_line(tmp_path, name, text, line, reason):
    found = troubles(written(tmp_path / name, text))
    assert found[0][0] == line
    assert reason in found[0][1]


def test_the_rest_of_a_file_with_mistakes_is_used(tmp_path):
    path = written(tmp_path / "a.csv", "name,kind\nZeno,cat\nZeno Quist,person\nAda Quist,person\n")
    assert [each.name for each in entities(path)] == ["Zeno Quist", "Ada Quist"]


def test_a_file_that_is_no_text_is_told(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"name,kind\n\xff\xfe,person\n")
    assert "not UTF-8" in troubles(path)[-1][1]


# -- keeping


def test_a_file_is_read_again_only_where_it_has_changed(tmp_path):
    path = written(tmp_path / "files" / "a.csv", "name,kind\nZeno Quist,person\n")
    read: list[Path] = []
    for text in ("", "", "Ada Quist,person\n"):
        if text:
            with path.open("a") as file:
                file.write(text)
        store = refreshed(tmp_path / "store.sqlite3", [path.parent], read.append)
        assert store is not None
        counts = [file.entities for file in store.files()]
        store.close()
    assert len(read) == 2
    assert counts == [2]


def test_what_a_removed_file_said_is_forgotten(tmp_path):
    path = written(tmp_path / "files" / "a.csv", "name,kind\nZeno Quist,person\n")
    store = refreshed(tmp_path / "store.sqlite3", [path.parent])
    assert store is not None
    store.close()
    path.unlink()
    assert refreshed(tmp_path / "store.sqlite3", [path.parent]) is None


# -- recognising and linking

PEOPLE = (
    "name,kind,aliases,country,roles,wikidata\n"
    "Zeno Kvistorp,person,Baldur Kvistorp,PY,president of Paraguay,Q42\n"
    "Harbour Watch Nine,organisation,HWN,,,\n"
    "Will,person,,,,\n"
)


def story(folder: Path, text: str, name: str = "story.jsonl", *, day: str = "2024-03-01") -> Path:
    line = {"id": name, "headline": "A story", "published": day, "text": text}
    return written(folder / name, json.dumps(line) + "\n")


def mentions(archive: Archive) -> list[Mention]:
    return [
        each
        for found in archive.stories().rows(0, 50)
        for each in archive.analysis(found.id).mentions
    ]


@pytest.fixture
def archive(tmp_path):
    written(tmp_path / "archive" / "authorities" / "people.csv", PEOPLE)
    with Archive.open(tmp_path / "archive") as archive:
        yield archive


def test_names_of_a_file_are_recognised_and_linked(archive, tmp_path):
    text = "The minutes of harbour watch nine were lost. Harbour Watch Nine met Baldur Kvistorp in Asunción."
    archive.import_paths([story(tmp_path, text)])
    actor = archive.actor("Baldur Kvistorp")
    assert (actor.name, actor.authority) == ("Zeno Kvistorp", (("wikidata", "Q42"),))
    assert "Harbour Watch Nine" in [each.surface for each in mentions(archive)]


def test_the_file_and_line_are_the_reason(archive, tmp_path):
    archive.import_paths([story(tmp_path, "Baldur Kvistorp flew to Asunción. Kvistorp slept.")])
    found = next(each for each in mentions(archive) if each.surface == "Baldur Kvistorp")
    assert ("authority", "people.csv:2") in [(each.rule, each.detail) for each in found.evidence]


def test_two_names_of_one_entity_are_one_actor_over_stories(archive, tmp_path):
    archive.import_paths([story(tmp_path, "Baldur Kvistorp flew to Asunción.", "one.jsonl")])
    archive.import_paths([story(tmp_path, "Zeno Kvistorp flew to Lisbon.", "two.jsonl")])
    assert archive.actor("Kvistorp").stories == 2
    assert len(archive.actors("Kvistorp")) == 1


def test_one_mistake_is_told_as_one(tmp_path):
    with Archive.open(tmp_path / "archive") as archive:
        written(
            tmp_path / "archive" / "authorities" / "people.csv",
            "name,kind\nZeno Kvistorp,person\nNobody,starfish\n",
        )
        archive.import_paths([story(tmp_path, "Mr Zeno Kvistorp flew to Lisbon.", "one.jsonl")])
        assert any("have 1 mistake:" in notice for notice in archive.notices)


def test_an_actor_met_before_the_file_came_is_the_same(tmp_path):
    with Archive.open(tmp_path / "archive") as archive:
        archive.import_paths([story(tmp_path, "Mr Zeno Kvistorp flew to Lisbon.", "one.jsonl")])
        before = archive.actor("Kvistorp").id
        written(tmp_path / "archive" / "authorities" / "people.csv", PEOPLE)
        archive.import_paths([story(tmp_path, "Baldur Kvistorp slept in Lisbon.", "two.jsonl")])
        assert archive.actor("Kvistorp").stories == 2
        assert archive.actor("Kvistorp").id == before


def test_stories_that_were_there_take_a_new_file_in(tmp_path):
    with Archive.open(tmp_path / "archive") as archive:
        for number, name in enumerate(("Zeno", "Baldur", "Zeno", "Baldur")):
            text = f"Mr {name} Kvistorp flew to Lisbon for the {number + 2}th time."
            archive.import_paths([story(tmp_path, text, f"{number}.jsonl")])
        assert len(archive.actors("Kvistorp")) == 2
        written(tmp_path / "archive" / "authorities" / "people.csv", PEOPLE)
        archive.analyse_again(everything=True)
        assert [(each.name, each.stories) for each in archive.actors("Kvistorp")] == [
            ("Zeno Kvistorp", 4)
        ]


def test_an_office_of_a_file_tells_who_is_meant(archive, tmp_path):
    archive.import_paths([story(tmp_path, "The Paraguayan president flew to Lisbon on Monday.")])
    assert [each.surface for each in mentions(archive) if each.name == "Zeno Kvistorp"]


def test_a_common_word_is_not_recognised_by_itself(archive, tmp_path):
    archive.import_paths([story(tmp_path, "Will the harbour close? Will it open in March?")])
    assert "Will" not in [each.surface for each in mentions(archive)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Theresa Quist May spoke. May then left.", {"Theresa Quist May"}),
        ("May it rain? IT is hard, and IT staff said so in May.", set()),
        ("The times change. It is The Times of Norvik.", {"Times of Norvik"}),
        ("Hask skies open. Hask it is.", set()),
        ("Then Hask spoke. Hask left.", {"Theresa Quist May"}),
        ("Ana Hask spoke. Then Hask left.", {"Ana Hask"}),
    ],
)
def test_names_of_several_words_are_always_recognised_and_doubtful_words_never(
    tmp_path, text, found
):
    written(
        tmp_path / "own" / "a.csv",
        "name,kind,aliases\nTheresa Quist May,person,May|Hask\nIT Union,organisation,IT\n"
        "Times of Norvik,organisation,The Times of Norvik|The Times\n",
    )
    with Archive.open(
        tmp_path / "archive", options=AnalysisOptions((tmp_path / "own",))
    ) as archive:
        archive.import_paths([story(tmp_path, text)])
        assert {each.name for each in mentions(archive)} == found


@pytest.mark.parametrize(
    ("day", "known"),
    [("1999-05-01", "Q1"), ("2003-11-30", "Q1"), ("2024-05-01", "Q2"), ("2011-01-01", None)],
)
def test_an_office_with_dates_tells_namesakes_apart(tmp_path, day, known):
    written(
        tmp_path / "own" / "a.csv",
        "name,kind,roles,wikidata\n"
        "Zeno Kvistorp,person,president of Paraguay 1998..2003,Q1\n"
        "Zeno Kvistorp,person,president of Paraguay 2018-08..,Q2\n",
    )
    options = AnalysisOptions((tmp_path / "own",))
    with Archive.open(tmp_path / "archive", options=options) as archive:
        text = "Zeno Kvistorp, the president of Paraguay, spoke in Asunción."
        archive.import_paths([story(tmp_path, text, day=day)])
        found = [dict(each.authority)["wikidata"] for each in archive.actors("Kvistorp")]
        assert found == ([] if known is None else [known])


def test_what_a_file_taught_goes_with_it(archive, tmp_path):
    archive.import_paths([story(tmp_path, "Mr Baldur Kvistorp flew to Asunción.")])
    people = tmp_path / "archive" / "authorities" / "people.csv"
    people.write_text(PEOPLE.replace("Q42", "Q43").replace("Zeno", "Zenon"))
    archive.analyse_again(everything=True)
    changed = archive.actor("Kvistorp")
    people.unlink()
    archive.analyse_again(everything=True)
    left = archive.actor("Kvistorp")
    assert [(each.name, each.authority) for each in (changed, left)] == [
        ("Zenon Kvistorp", (("wikidata", "Q43"),)),
        ("Baldur Kvistorp", ()),
    ]


def test_a_folder_of_the_settings_serves_every_archive(tmp_path):
    written(tmp_path / "own" / "people.csv", PEOPLE)
    options = AnalysisOptions((tmp_path / "own",))
    with Archive.open(tmp_path / "archive", options=options) as archive:
        archive.import_paths([story(tmp_path, "Baldur Kvistorp flew to Lisbon.")])
        assert archive.actor("Kvistorp").authority == (("wikidata", "Q42"),)


def test_mistakes_are_told_on_the_command_line(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    path = written(
        tmp_path / "archive" / "authorities" / "a.csv", "name,kind\nZeno,cat\nAda B,person\n"
    )
    where = ["--archive", str(tmp_path / "archive")]
    assert run([*where, "authorities", "check"]) == 1
    told = capsys.readouterr()
    assert f"{path}, line 2: “cat” is no kind" in told.err
    assert "1 entity, 1 mistake" in told.out
    os.truncate(path, len("name,kind\n"))
    assert run([*where, "authorities", "check", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["files"][0]["mistakes"] == 0


# -- a pipeline of spaCy's


class Found:
    def __init__(self, text: str, surface: str, label: str) -> None:
        self.start_char = text.index(surface)
        self.end_char = self.start_char + len(surface)
        self.label_ = label


class Made:
    def __init__(self, ents: list[Found]) -> None:
        self.ents = ents


def pipeline(*names: tuple[str, str]) -> Recogniser:
    return PipelineRecogniser(
        lambda text: Made([Found(text, surface, label) for surface, label in names]), "made_up"
    )


def test_names_of_a_pipeline_become_mentions_of_our_kinds():
    text = "Zeno Kvistorp of Paraguay told the Harbour Board's clerk in Lisbon on Monday."
    recogniser = pipeline(
        ("Zeno Kvistorp", "PERSON"),
        ("Paraguay", "GPE"),
        ("the Harbour Board's", "ORG"),
        ("Lisbon", "GPE"),
        ("Monday", "DATE"),
    )
    found = analyse(text, recogniser=recogniser).mentions
    assert [(each.surface, each.kind) for each in found] == [
        ("Zeno Kvistorp", Kind.PERSON),
        ("Paraguay", Kind.COUNTRY),
        ("Harbour Board", Kind.ORGANISATION),
        ("Lisbon", Kind.PLACE),
    ]


def test_nationalities_of_a_pipeline_are_those_that_we_know():
    document = prepare("A Paraguayan and a Cubist spoke.", load())
    found = pipeline(("Paraguayan", "NORP"), ("Cubist", "NORP")).recognise(document, load())
    assert [each.demonym for each in found] == [True]


def test_a_name_that_ends_within_a_token_is_cut_to_whole_ones():
    document = prepare("Nearby, Quistborough slept.", load())
    assert pipeline(("Quistbor", "GPE")).recognise(document, load()) == ()


def test_a_missing_spacy_is_said_in_a_sentence(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "spacy", None)
    with pytest.raises(RecogniserError, match="spaCy is not installed"):
        load_pipeline("made_up")


def test_a_missing_pipeline_is_said_in_a_sentence(monkeypatch):
    class Spacy:
        @staticmethod
        def load(name: str) -> object:
            raise OSError(f"[E050] Can't find model {name!r}.")

    monkeypatch.setitem(__import__("sys").modules, "spacy", Spacy)
    with pytest.raises(RecogniserError, match=r"pipeline “made_up” is not installed"):
        load_pipeline("made_up")
