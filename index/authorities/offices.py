"""Offices as authority files tell them, in the words in which roles are read from texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import MAXYEAR, UTC, datetime, timedelta

from index.analysis.gazetteer import Gazetteer, phrase_key
from index.analysis.known_actors import KnownRole
from index.authorities.entity import AuthorityRole
from index.model import Kind, Moment, Precision

_REMEMBERED = 10_000  # names of countries and bodies


class Offices:
    """Turns offices into roles: titles by our lists, countries by their preferred names."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._countries: dict[str, str] = {}

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
            office,
            self._country(of) if of else country,
            _first_day(role.first),
            _last_day(role.last),
        )

    def _country(self, name: str) -> str:
        """Return the preferred name of a country that is given by name or ISO code; other names as they are."""
        found = self._countries.get(name)
        if found is None:
            if len(self._countries) >= _REMEMBERED:
                self._countries.clear()
            found = self._countries[name] = self._looked_up(name)
        return found

    def _looked_up(self, name: str) -> str:
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


def _first_day(date: str) -> Moment | None:
    """Return the first day of a date that may be cut to a month or a year, None where there is no such date."""
    year, month, day = [*(int(part) for part in date.split("-") if part), 1, 1, 1][:3]
    try:
        return Moment(datetime(year, month, day, tzinfo=UTC), Precision.DAY) if date else None
    except ValueError:
        return None


def _last_day(date: str) -> Moment | None:
    """Return the last day of a date that may be cut: an office held until 2020 was held all that year."""
    first = _first_day(date)
    if first is None or date.count("-") > 1:
        return first
    start = first.instant
    months = 12 if "-" not in date else 1
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if year > MAXYEAR:
        return first
    return Moment(start.replace(year=year, month=month + 1) - timedelta(days=1), Precision.DAY)
