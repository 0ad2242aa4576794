"""Offices as authority files tell them, in the words in which roles are read from texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from index.analysis.gazetteer import Gazetteer, phrase_key
from index.analysis.known_actors import KnownRole
from index.authorities.entity import AuthorityRole
from index.model import Kind, Moment, Precision


class Offices:
    """Turns offices into roles: titles by our lists, countries by their preferred names."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def roles(
        self, told: Iterable[AuthorityRole], countries: Sequence[str]
    ) -> tuple[KnownRole, ...]:
        """Return the offices, and a role without a title for each country that no office is of."""
        alone = self._country(countries[0]) if len(countries) == 1 else ""
        found = [self._role(role, alone) for role in told]
        of = {role.of for role in found}
        # Whoever is of a country is known by articles that name it.
        found += [
            KnownRole("", country)
            for each in countries
            if (country := self._country(each)) not in of
        ]
        return tuple(dict.fromkeys(found))

    def _role(self, role: AuthorityRole, country: str) -> KnownRole:
        """Return an office in the words of roles; where nothing says of what, it is of the only ``country``."""
        key, of = phrase_key(role.title), role.of
        title = self._gazetteer.titles.get(key)
        office = title.name if title is not None else key
        portfolio = self._gazetteer.portfolios.get(phrase_key(of)) if of else None
        if portfolio is not None:
            # "minister of defence" says what for, and not of what.
            office, of = f"{portfolio} {office}", ""
        return KnownRole(
            office, self._country(of) if of else country, _moment(role.first), _moment(role.last)
        )

    def _country(self, name: str) -> str:
        """Return the preferred name of a country that is given by name or ISO code; other names as they are."""
        if len(name) in (2, 3) and name.isascii():
            name = _country_of_code(name.upper()) or name
        entry = self._gazetteer.entries.get(phrase_key(name.removeprefix("the ")))
        return entry.name if entry is not None and entry.kind is Kind.COUNTRY else name


def _country_of_code(code: str) -> str:
    # 30 ms, and only for those who have authority files.
    import pycountry

    countries = pycountry.countries
    found = countries.get(alpha_2=code) if len(code) == 2 else countries.get(alpha_3=code)
    return str(found.name) if found is not None else ""


def _moment(date: str) -> Moment | None:
    if not date:
        return None
    year, month, day = [*(int(part) for part in date.split("-")), 1, 1][:3]
    precision = (Precision.YEAR, Precision.MONTH, Precision.DAY)[date.count("-")]
    try:
        return Moment(datetime(year, month, day, tzinfo=UTC), precision)
    except ValueError:
        return None
