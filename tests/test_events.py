"""Events read from sentences: who, what, to whom, when, and whether it happened."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from index.analysis.analyse import analyse
from index.analysis.event_patterns import PatternError, load_patterns
from index.analysis.events import read_events, resolve_events
from index.analysis.linking import EntityLink
from index.model import BodyFormat, Moment, Precision

PUBLISHED = Moment(datetime(2025, 1, 7, tzinfo=UTC), Precision.DAY)


def read(text: str):
    findings = analyse(text)
    events = read_events(text, body_format=BodyFormat.PLAIN, findings=findings, published=PUBLISHED)
    return findings, events


def name(findings, participant) -> str | None:
    if participant is None or participant.entity is None:
        return None
    return findings.entities[participant.entity].name


def told(text: str) -> list[tuple[str, str | None, str | None]]:
    findings, events = read(text)
    return [
        (event.cameo, name(findings, event.source), name(findings, event.target))
        for event in events
    ]


@pytest.mark.parametrize(
    ("text", "code", "source", "target"),
    [
        ("Norway severed diplomatic ties with Chile.", "161", "Norway", "Chile"),
        ("Norway broke off diplomatic relations with Chile.", "161", "Norway", "Chile"),
        ("Norway recalled its ambassador from Chile.", "161", "Norway", "Chile"),
        ("The Norwegian government withdrew its staff from Chile.", "161", "Norway", "Chile"),
        ("Norway withdrew its diplomats from Chile.", "161", "Norway", "Chile"),
        ("Norway expelled the Chilean ambassador.", "161", "Norway", "Chile"),
        ("Norway spoke by telephone with Chile on Monday.", "041", "Norway", "Chile"),
        ("Norway formally recognised Palestine as a state.", "054", "Norway", "Palestine"),
        ("Norway imposed sanctions on Chile.", "163", "Norway", "Chile"),
        ("Norway lifted sanctions against Chile.", "085", "Norway", "Chile"),
        ("Norway signed a trade agreement with Chile.", "057", "Norway", "Chile"),
        ("Norway accused Chile of corruption.", "1121", "Norway", "Chile"),
        ("Norway sued Chile over fishing.", "115", "Norway", "Chile"),
        ("Norwegian warplanes bombed targets in Chile.", "195", "Norway", "Chile"),
        ("Norway sent medical supplies to Chile.", "073", "Norway", "Chile"),
        ("Chile received food aid from Norway.", "070", "Norway", "Chile"),
        ("Norway granted asylum to two Chilean officers.", "075", "Norway", "Chile"),
        ("Norway massed troops along the border with Sweden.", "154", "Norway", "Sweden"),
        ("Norway cut off aid to Chile.", "162", "Norway", "Chile"),
    ],
)
def test_active_verbs(text, code, source, target):
    assert (code, source, target) in told(text)


@pytest.mark.parametrize(
    ("text", "code", "source", "target"),
    [
        ("Chile was criticised by Norway.", "111", "Norway", "Chile"),
        ("A Chilean tanker was seized by Norway.", "1711", "Norway", "Chile"),
        ("Sanctions against Chile were lifted by Norway.", "085", "Norway", "Chile"),
        ("A Chilean journalist was arrested in Norway.", "173", "Norway", "Chile"),
        ("A Chilean student was jailed by a court in Norway.", "173", "Norway", "Chile"),
        ("A Chilean journalist was kidnapped on Monday.", "181", None, "Chile"),
    ],
)
def test_passive_verbs(text, code, source, target):
    assert (code, source, target) in told(text)


@pytest.mark.parametrize(
    ("text", "code", "source", "target"),
    [
        ("Talks between Norway and Chile ended without result.", "040", "Norway", "Chile"),
        ("The recall of Norway's ambassador from Chile came late.", "161", "Norway", "Chile"),
        ("A Norwegian attack on Chile alarmed diplomats.", "190", "Norway", "Chile"),
        ("Norway held talks with Chile in Geneva.", "040", "Norway", "Chile"),
        ("Norway called for talks with Chile.", "106", "Norway", "Chile"),
        ("Norway called for the release of prisoners by Chile.", "1053", "Norway", "Chile"),
    ],
)
def test_nouns(text, code, source, target):
    assert (code, source, target) in told(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Norway agreed to provide aid to Chile.", "033"),
        ("Norway threatened to attack Chile.", "138"),
        ("Norway threatened to impose sanctions on Chile.", "1312"),
        ("Norway refused to meet Chile.", "125"),
        ("Norway urged Chile to release prisoners.", "1053"),
        ("Norway will not provide aid to Chile.", "122"),
        ("Norway demanded that Chile withdraw its troops.", "1056"),
    ],
)
def test_offers_threats_refusals_and_requests_take_the_code_of_what_they_are_about(text, code):
    assert told(text) == [(code, "Norway", "Chile")]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Norway severed ties with Chile.", "happened"),
        ("Norway plans to sever ties with Chile.", "planned"),
        ("Norway will sever ties with Chile.", "planned"),
        ("Norway is to sever ties with Chile.", "planned"),
        ("Norway did not sever ties with Chile.", "denied"),
        ("Norway denied that it attacked Chile.", "denied"),
        ("Norway may sever ties with Chile.", "hypothetical"),
        ("Peru claimed that Norway attacked Chile.", "claimed"),
    ],
)
def test_status(text, status):
    _, events = read(text)
    assert status in [event.status for event in events if event.type in ("SANCTION", "ASSAULT")]


def test_several_targets_in_a_list_make_several_events():
    text = "Norway had withdrawn its staff from four Latin American countries -- Peru, Chile, Cuba and Uruguay."
    assert told(text) == [
        ("161", "Norway", "Peru"),
        ("161", "Norway", "Chile"),
        ("161", "Norway", "Cuba"),
        ("161", "Norway", "Uruguay"),
    ]


def test_a_meeting_is_one_event():
    assert told("Norway and Chile met on Friday.") == [("040", "Norway", "Chile")]


def test_two_verbs_share_their_subject():
    assert told("Norway condemned Chile and expelled the Peruvian ambassador.") == [
        ("111", "Norway", "Chile"),
        ("161", "Norway", "Peru"),
    ]


def test_two_sides_of_one_country_are_two_sides():
    assert told("Chilean police attacked the Chilean army.") == [("190", "Chile", "Chile")]


@pytest.mark.parametrize(
    "text",
    [
        "Norway accused the Chilean opposition of fraud.",
        "Norway accused Chilean rebel commanders of fraud.",
    ],
)
def test_whoever_opposes_a_country_is_not_that_country(text):
    assert told(text) == [("1121", "Norway", None)]


def test_a_leader_of_the_opposition_is_named_beside_it():
    told_of = told("Norway accused Chilean opposition leader Mira Vesk of fraud.")
    assert told_of == [("1121", "Norway", "Mira Vesk")]


def test_he_is_not_a_woman_who_is_the_subject_of_the_sentence_before():
    assert told("Mary Vesk met Peter Tandel. He accused her of lying.")[1:] == [
        ("112", "Peter Tandel", "Mary Vesk"),
    ]


def test_she_is_the_only_woman_named_before():
    assert told("Kenya freed Mary Vesk on Monday. She condemned Kenya.")[1:] == [
        ("111", "Mary Vesk", "Kenya"),
    ]


def test_whoever_speaks_in_a_direct_quotation_is_its_subject():
    text = 'President Olaf Brandvik was pleased. "Today I hosted the Chilean minister," Brandvik wrote.'
    findings, events = read(text)
    assert [name(findings, event.source) for event in events] == ["Olaf Brandvik"]


def test_a_pronoun_means_the_person_the_sentence_before_was_about():
    text = "President Olaf Brandvik visited Chile on Jan. 4. He was also in Peru."
    assert told(text)[-1] == ("042", "Olaf Brandvik", "Peru")


def test_a_pronoun_nobody_answers_to_is_nobody():
    assert told("The rains came early. He attacked Chile.") == [("190", None, "Chile")]


def test_whose_doing_it_was_is_not_guessed_from_where_it_happened():
    assert told("A bomb attack in Norway killed five Chileans.") == [("190", None, "Chile")]


def test_plain_words_are_no_events():
    text = "Norway's trade surplus grew. The visits of butterflies are a protest against nobody."
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Norway severed ties with Chile on Sunday.", "2025-01-05"),
        ("Norway will sever ties with Chile on Sunday.", "2025-01-12"),
        ("On Jan. 4 Norway severed ties with Chile.", "2025-01-04"),
        ("Norway severed ties with Chile last July.", "2024-07"),
        ("Norway severed ties with Chile after elections held in July 2024.", None),
        ("Norway severed ties with Chile, officials said on Sunday.", None),
        ("Norway severed ties with Chile.", None),
    ],
)
def test_dates(text, date):
    _, events = read(text)
    found = events[0].date
    assert (found.iso() if found else None) == date


def test_the_place_is_kept():
    findings, events = read("Norway held talks with Chile in Peru.")
    assert events[0].place is not None
    assert name(findings, events[0].place) == "Peru"


def test_the_sentence_and_the_trigger_are_kept():
    text = "It rained. Norway severed ties with Chile. It rained again."
    _, (event,) = read(text)
    assert text[event.span.start : event.span.end] == "Norway severed ties with Chile."
    assert text[event.trigger.start : event.trigger.end] == "severed"


def test_types_and_modes_are_those_of_plover():
    _, (event,) = read("Norway severed diplomatic ties with Chile.")
    assert (event.type, event.mode) == ("SANCTION", "withdraw")


def test_resolving_gives_the_actors_linked_to():
    text = "Norway severed ties with Chile."
    findings, events = read(text)
    links = [EntityLink(f"id-{entity.name}", entity.name) for entity in findings.entities]
    (event,) = resolve_events(events, links)
    assert event.source is not None
    assert (event.source.actor, event.source.name) == ("id-Norway", "Norway")


def test_resolving_leaves_open_whom_linking_left_open():
    findings, events = read("Norway severed ties with Chile.")
    (event,) = resolve_events(events, [EntityLink(None, None) for _ in findings.entities])
    assert event.target is not None
    assert event.target.actor is None


def test_what_somebody_would_have_done_to_himself_is_left_out():
    findings, events = read("Norway severed ties with Chile.")
    links = [EntityLink(entity.name, entity.name) for entity in findings.entities]
    of_one = [replace(event, target=event.source) for event in events]
    assert resolve_events(of_one, links) == ()


def test_every_pattern_has_a_type():
    patterns = load_patterns()
    codes = {
        pattern.code
        for found in (*patterns.verbs.values(), *patterns.nouns.values())
        for pattern in found
    } | set(patterns.compositions.values())
    assert [code for code in sorted(codes) if not patterns.code(code).type] == []


def test_all_sixteen_types_can_be_read():
    patterns = load_patterns()
    types = {patterns.code(p.code).type for found in patterns.verbs.values() for p in found}
    types |= {patterns.code(code).type for code in patterns.compositions.values()}
    assert types == {
        "AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT", "ACCUSE",
        "REQUEST", "REJECT", "THREATEN", "PROTEST", "MOBILIZE", "SANCTION", "COERCE", "ASSAULT",
    }  # fmt: skip


def test_a_pattern_that_cannot_be_read_is_named_by_file_and_line(tmp_path):
    (tmp_path / "event_codes.tsv").write_text("16\tSANCTION\t\tbreaks\n")
    (tmp_path / "event_patterns.tsv").write_text("# head\nverb\tsixteen\tbreak\n")
    with pytest.raises(PatternError, match=r"event_patterns\.tsv, line 2"):
        load_patterns(tmp_path)


@pytest.mark.parametrize(
    "unit",
    [
        "attacked ",
        "Peru, Chile and ",
        "Peru attacked Chile on Jan. 4 and ",
        "to visit ",
        "the talks between ",
        '"I said that ',
        "accused of attacking ",
    ],
)
def test_a_long_text_of_one_pattern_comes_to_an_end(unit):
    text = unit * 2000
    events = read_events(
        text, body_format=BodyFormat.PLAIN, findings=analyse(text), published=PUBLISHED
    )
    assert all(0 <= event.trigger.start < event.trigger.end <= len(text) for event in events)


# -- what is read under several verbs, by whom, and what is no event -----------------------------------


@pytest.mark.parametrize(
    ("text", "code", "source", "target"),
    [
        ("Norway agreed to resume talks with Chile.", "036", "Norway", "Chile"),
        ("Norway urged Chile to halt its bombing.", "1056", "Norway", "Chile"),
        ("Norway threatened to turn Chile into a desert.", "130", "Norway", "Chile"),
        ("Norway has agreed to finance a new railway in Chile.", "0331", "Norway", "Chile"),
        ("Norway plans to send aid to Chile.", "033", "Norway", "Chile"),
        ("Diplomatic ties between Norway and Chile were cut.", "161", "Norway", "Chile"),
        ("Norway dismissed as absurd Chile's offer.", "120", "Norway", "Chile"),
        ("Norway pulled its tanks out of Chile.", "087", "Norway", "Chile"),
        ("Norwegian officials say troops have arrested two Chilean men.", "173", "Norway", "Chile"),
        ("Norway met with rebels in Chile.", "040", "Norway", "Chile"),
    ],
)
def test_verbs_under_verbs(text, code, source, target):
    assert (code, source, target) in told(text)


def test_a_plan_to_help_is_planned():
    _, (event,) = read("Norway plans to send aid to Chile.")
    assert (event.type, event.status) == ("AGREE", "planned")


def test_who_claims_it_is_kept_and_accuses():
    findings, events = read("Peru said on Monday that Norwegian forces had attacked Chile.")
    assert [(event.type, event.status) for event in events] == [
        ("ASSAULT", "claimed"),
        ("ACCUSE", "happened"),
    ]
    assert name(findings, events[0].claimant) == "Peru"
    assert (name(findings, events[1].source), name(findings, events[1].target)) == (
        "Peru",
        "Norway",
    )


def test_a_news_agency_accuses_nobody():
    _, events = read("Reuters said Norwegian forces had attacked Chile.")
    assert [event.type for event in events] == ["ASSAULT"]


def test_a_capital_that_acts_stands_for_its_country():
    assert told("Norway is angry. Oslo recalled its ambassador from Chile.") == [
        ("161", "Norway", "Chile")
    ]


def test_a_capital_that_is_hit_is_a_place():
    assert told("Chilean rockets hit Oslo. Norway is angry.") == [("190", "Chile", "Oslo")]


def test_who_acts_is_told_where_nobody_knows_the_name():
    text = "Xandrovic visited Chile on Monday."
    _, (event,) = read(text)
    assert event.source is not None
    assert text[event.source.start : event.source.end] == "Xandrovic"


@pytest.mark.parametrize(
    "text",
    [
        "The storm hit northern Peru and killed three people.",
        "Heavy rain struck Chile on Monday.",
        "Two people were killed in Peru in the collapse of a bridge.",
        "Norway beat Chile 3-1 in the final in Lima.",
        "The film was shot in Peru last year.",
        "Maria Lopez took charge of the finance ministry in Peru.",
        "The museum in Oslo received a painting from Peru.",
        "The company charged Peru $3 million for the work.",
        "Mary Holm was fired by her club in Norway.",
    ],
)
def test_storms_sports_and_business_are_no_events(text):
    assert told(text) == []


def test_a_participle_takes_the_subject_of_its_own_clause():
    text = (
        "Peruvian officials say a car bomb tore through a street in Lima, killing three Chileans."
    )
    findings, events = read(text)
    assert {name(findings, event.source) for event in events} == {None}


def test_two_verbs_of_one_passive():
    text = "Olaf Brandvik was shot and killed in Chile."
    findings, (event,) = read(text)
    assert (event.source, name(findings, event.target)) == (None, "Olaf Brandvik")


def test_what_depends_on_until_has_not_happened():
    _, events = read("Norway will not talk until Peru lifts sanctions against Chile.")
    assert ("RETREAT", "hypothetical") in [(event.type, event.status) for event in events]


def test_verbs_joined_by_and_have_one_subject():
    told_of = told(
        "Norwegian police entered the embassy of Chile on Friday and arrested Ivo Tandel."
    )
    assert told_of == [("173", "Norway", "Ivo Tandel")]
    told_of = told("Norway raised its reward for Ivo Tandel and announced sanctions on Chile.")
    assert told_of == [("163", "Norway", "Chile")]


@pytest.mark.parametrize(
    "text",
    [
        "Norway took over custody of the embassy of Chile.",
        "Ivo Tandel, a former minister, arrested inside the embassy.",
        "Mira Olden beat Ivo Tandel with 51.9% of the vote.",
        "Norwegian authorities offered a reward for information on Ivo Tandel.",
        "The council gave Ivo Tandel 51.2% of the vote.",
    ],
)
def test_words_of_votes_rewards_and_buildings_are_no_deeds_against_people(text):
    assert told(text) == []


def test_where_people_met_and_whose_people_they_met_are_no_side_of_it():
    told_of = told("Ivo Tandel and Mira Olden had both attended the summit in Rio de Janeiro.")
    assert told_of == []
    assert told("Ivo Tandel met two of Mira Olden's ministers.") == []


def test_the_date_of_a_vote_is_not_that_of_what_was_voted_for():
    _, events = read("The European Parliament voted on September 19 to recognise Palestine.")
    assert [event.date for event in events] == [None]
