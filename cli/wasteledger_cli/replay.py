"""Replaying the sample town: its lists, its households and one morning, through the same verbs that everybody uses."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wasteledger_cli.options import amount_of, rate_of

if TYPE_CHECKING:
    from wasteledger.journal.entries import Entry
    from wasteledger.ledger import Ledger

ORIGIN = "DEMO"
OPERATOR = "1"
DAY = date(2026, 3, 15)
SETTINGS = {
    "name_th": "เทศบาลเมืองตัวอย่าง",
    "name_en": "Sample Town Municipality",
    "programme_start": "2026-01-01",
    "phone": "075-411111",
}
LISTS = ("community", "point", "operator", "destination")
WHOLE = frozenset({"proper", "in_town", "collector"})


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def replay(ledger: Ledger, town: Path, told: Callable[[Sequence[Entry]], None] = lambda _: None) -> None:
    """Make the sample town in an empty ledger; ``told`` hears of every visit of its morning."""
    _lists(ledger, town)
    _households(ledger, town)
    morning = _Morning(ledger)
    for row in rows_of(town / "morning.csv"):
        told(morning.visit(row))
    ledger.import_loads(town / "loads.csv")


def _lists(ledger: Ledger, town: Path) -> None:
    from wasteledger.recording.rates import NewRate  # noqa: PLC0415  # --help needs none of it

    for kind in LISTS:
        for row in rows_of(town / f"{kind}.csv"):
            code, name = row.pop("code"), row.pop("name", "")
            given: dict[str, Any] = {
                field: int(value) if field in WHOLE else value for field, value in row.items() if value
            }
            ledger.add_to_list(kind=kind, code=code, attributes=given, name=name)
    ledger.import_materials(town / "material.csv")
    settings, start = ledger.settings(), date.fromisoformat(SETTINGS["programme_start"])
    rates = []
    for pair in (town / "rates.txt").read_text(encoding="utf-8").split():
        name, _, typed = pair.partition("=")
        code, _, grade = name.partition(":")
        rates.append(NewRate(code, rate_of(settings, typed), start, grade))
    ledger.set_rates(rates=tuple(rates))


def _households(ledger: Ledger, town: Path) -> None:
    ledger.import_households(town / "households.csv")
    everyone = [shown.household for shown in ledger.households()]
    ledger.issue_cards(households=tuple(held.number for held in everyone if held.type != "walk-in"))


class _Morning:
    """One morning's visits; a correction finds the receipt of its household's last drop-off."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._settings = ledger.settings()
        self._receipts: dict[str, str] = {}

    def visit(self, row: dict[str, str]) -> Sequence[Entry]:
        return getattr(self, f"_{row['verb'].replace('-', '_')}")(**row)  # type: ignore[no-any-return]  # one of the below

    def _moment(self, clock: str) -> datetime:
        return datetime.combine(DAY, time.fromisoformat(clock), self._settings.zone)

    def _weighings(self, what: str) -> Any:
        return tuple(self._ledger.weighing(typed) for typed in what.split())

    def _drop_off(self, who: str, what: str, how: str, time: str, **_: str) -> Sequence[Entry]:  # the column
        settle, gift_to = (*how.split(" ", 1), "")[:2]
        entries = self._ledger.record_drop_off(
            card=who,
            weighings=self._weighings(what),
            point="P01",
            at=self._moment(time),
            settle=settle if settle in {"cash", "gift"} else "book",
            gift_to=gift_to or None,
            proxy=settle == "proxy",
        )
        self._receipts[who] = str(entries[-1].receipt)
        return entries

    def _correct(self, who: str, what: str, how: str, **_: str) -> Sequence[Entry]:
        return self._ledger.correct(receipt=self._receipts[who], weighings=self._weighings(what), because=how)

    def _redeem(self, who: str, what: str, how: str, time: str, **_: str) -> Sequence[Entry]:
        amount = amount_of(self._settings, what)
        return self._ledger.redeem(card=who, amount=amount, use=how, point="P01", at=self._moment(time))

    def _transfer(self, who: str, what: str, how: str, time: str, **_: str) -> Sequence[Entry]:
        to = how.removeprefix("gift ")
        amount = amount_of(self._settings, what)
        return self._ledger.transfer(card=who, to=to, amount=amount, gift=to != how, at=self._moment(time))

    def _rate_settle(self, who: str, what: str, **_: str) -> Sequence[Entry]:
        return self._ledger.settle_rate(material=who, thousandths=rate_of(self._settings, what) or 0)
