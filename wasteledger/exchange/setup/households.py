"""The sheets of households: who is new is registered, who is known is left alone, who stands there twice is named."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from wasteledger import errors
from wasteledger.domain.accounts import household_account
from wasteledger.domain.households import house_key
from wasteledger.domain.receipts import Receipt
from wasteledger.exchange import rosters
from wasteledger.exchange.columns import header_key
from wasteledger.exchange.importing import REQUESTS_AT_ONCE, Reading
from wasteledger.exchange.names import Names
from wasteledger.exchange.request_ids import RequestIds
from wasteledger.exchange.setup.findings import ALREADY, CHANGED, NEW, NOTED, SKIPPED, Outcome
from wasteledger.exchange.setup.kinds import COMMUNITY, HOUSEHOLD
from wasteledger.exchange.setup.lines import Line
from wasteledger.exchange.setup.lists import Known, Lists, nearest, refuse
from wasteledger.journal.entries import find_entry
from wasteledger.recording.bulk import BulkDesk
from wasteledger.recording.cards import IssueCards
from wasteledger.recording.openings import OpenBalance, read_opening, require_total
from wasteledger.recording.requests import arguments_digest, new_request_id
from wasteledger.storage import tables
from wasteledger.units import Credits

Identity = tuple[str, str, str]
"""Community, house number and name: what makes two rows the same household."""


class Households:
    """One workbook's households being brought in at one desk."""

    def __init__(self, desk: BulkDesk, outcome: Outcome, lists: Lists, *, communities_listed: bool) -> None:
        self._desk, self._outcome, self._lists = desk, outcome, lists
        self._communities_listed = communities_listed
        """Whether there is a list of communities: what is not on it is then a mistake, else a community."""
        self._registered: dict[Identity, str] = {}
        self._seen: dict[Identity, tuple[Line, object]] = {}
        self.new: list[str] = []
        """The numbers of the households registered."""
        self._openings: list[tuple[Line, str, Credits]] = []
        """What the sheets say was brought forward, and for which household's number."""

    def register(self, lines: Sequence[Line], progress: Callable[[int], None]) -> None:
        """Register every household that is new."""
        codes = self._communities(lines)
        self._desk.look_again()
        placed = [
            (line, codes[str(line.values["community"])]) for line in lines if str(line.values.get("community")) in codes
        ]
        self._registered = self._by_identity()
        reading = Reading(self._desk, Names(self._desk.directory), {})
        ids = RequestIds(
            "setup-household",
            HOUSEHOLD.form,
            (("former_number",), ("community", "house_number", "name", "given", "surname")),
            self._desk.municipality(),
        )
        for start in range(0, len(placed), REQUESTS_AT_ONCE):
            asked = [(line, self._said(line, code)) for line, code in placed[start : start + REQUESTS_AT_ONCE]]
            requests = [ids.of([values]) for _, values in asked]
            known = self._desk.requests_booked([request for request, _ in requests])
            for (line, values), request in zip(asked, requests, strict=True):
                self._register(reading, line, values, request, known.get(request[0]))
            progress(start + len(asked))

    def issue_cards(self) -> None:
        """Issue a card to each household registered here."""
        self._desk.look_again()
        for start in range(0, len(self.new), REQUESTS_AT_ONCE):
            command = IssueCards(households=tuple(self.new[start : start + REQUESTS_AT_ONCE]))
            self._desk.next_request(new_request_id(), arguments_digest(command.verb, command))
            command.book(self._desk)
            self._outcome.cards += len(command.households)

    def open_balances(self, day: date | None, control: Credits | None) -> None:
        """Book what was brought forward, all of it held to the total that the clerk typed; what is booked stays."""
        self._desk.look_again()
        new = [opening for opening in self._openings if not self._opened(*opening)]
        if not new:
            return
        first = new[0][0]
        try:
            if day is None or control is None:
                raise errors.CellDoubtful(
                    found=first.table.matched.header("opening"),
                    reason="balances are brought over: say their sum with --control-total, the day with --opening-day",
                )
            require_total((amount for _, _, amount in self._openings), control)
        except errors.Refusal as refusal:
            self._outcome.refuse(first.sheet, first.heading("opening"), refusal)
            return
        for line, number, amount in new:
            command = OpenBalance(household=number, amount=amount, day=day, control_total=control)
            self._desk.next_request(new_request_id(), arguments_digest(command.verb, command))
            try:
                command.book(self._desk)
                self._outcome.opening += amount.value
            except errors.Refusal as refusal:
                refuse(self._outcome, line, refusal, "opening")

    def _opened(self, line: Line, number: str, amount: Credits) -> bool:
        """Whether a household's opening is booked; named, where it is another."""
        try:
            self._desk.carried.require_new(household_account(number))
        except errors.OpenedAlready as opened:
            receipt = str(opened.facts["receipt"])
            if find_entry(self._desk.connection, Receipt.read(receipt)).body["amount"] != amount.value:
                self._outcome.remark(NOTED, line.sheet, line.cell("opening"), "changed", code=receipt)
            return True
        return False

    # Communities

    def _communities(self, lines: Iterable[Line]) -> dict[str, str]:
        """The code of each community as the households' sheets write it; one that can't be told is refused everywhere.

        Of two names that nearly agree, the one that more rows have is taken for the right one.
        """
        known, found = Known(COMMUNITY, self._desk), dict[str, str]()
        named: dict[str, list[Line]] = {}
        for line in lines:
            named.setdefault(str(line.values.get("community", "")), []).append(line)
        for typed in sorted(named, key=lambda typed: -len(named[typed])):
            try:
                found[typed] = self._require_community(typed, known, found)
            except errors.Refusal as refusal:
                for line in named[typed]:
                    self._outcome.refuse(line.sheet, line.cell("community"), refusal)
        for typed in (typed for typed in named if typed in found and not found[typed]):
            found[typed] = known.named(typed) or self._lists.add_community(named[typed][0], typed, known)
        for typed, code in found.items():
            name = known.name(code)
            if header_key(typed) not in (header_key(name), header_key(code)):
                self._lists.say_other_writing(named[typed][0], typed, name)
        return found

    def _require_community(self, typed: str, known: Known, accepted: Iterable[str]) -> str:
        """The code of a community; nothing for one that is still to be listed."""
        if not typed:
            raise errors.CellMissing(column="community")
        code = typed.upper() if known.attributes(typed.upper()) is not None else known.named(typed)
        if code:
            return code
        near = nearest(typed, [*known.names(), *accepted])
        if near:
            raise errors.CellDoubtful(found=f"{typed}, {near}", reason="is this one community? Write it in one way")
        if self._communities_listed:
            raise errors.CodeUnknown(kind=COMMUNITY.name, code=typed)
        return ""

    # One household

    def _said(self, line: Line, community: str) -> dict[str, Any]:
        """What a row says of the household itself."""
        return {name: value for name, value in line.values.items() if name != "opening"} | {"community": community}

    def _register(
        self,
        reading: Reading,
        line: Line,
        values: dict[str, Any],
        request: tuple[str, str],
        known: tuple[str, int] | None,
    ) -> None:
        try:
            identity = (
                values["community"],
                house_key(values["house_number"]),
                header_key(rosters.household_name(values)),
            )
            if self._stands_twice(line, values, identity):
                return
            number = self._registered.get(identity, "")
            if known is None and not number:
                self._desk.next_request(*request)
                (entry,) = rosters.household(reading, [values]).book(self._desk)
                number, status = entry.body["household"], NEW
                self.new.append(number)
            elif known is None or known[0] == request[1]:
                status = ALREADY
            else:
                status = CHANGED
        except errors.Refusal as refusal:
            refuse(self._outcome, line, refusal, *_blamed(refusal))
            return
        if known and not number:
            number = find_entry(self._desk.connection, Receipt(self._desk.origin, known[1])).body["household"]
        if status != NEW and (status == CHANGED or known is None):
            self._outcome.remark(
                NOTED, line.sheet, line.cell("name", "given"), "changed" if known else "known", code=number
            )
        self._outcome.count(line.sheet, status)
        if "opening" in line.values:
            try:
                amount = read_opening(line.values["opening"], self._desk.settings.credit_decimals)
                self._openings.append((line, number, amount))
            except errors.Refusal as refusal:
                refuse(self._outcome, line, refusal, "opening")

    def _stands_twice(self, line: Line, values: dict[str, Any], identity: Identity) -> bool:
        """Whether the household stood further up in the same words.

        Raises:
            CellDoubtful: in other words.
        """
        words = HOUSEHOLD.form.said(values), line.values.get("opening")
        first, first_words = self._seen.setdefault(identity, (line, words))
        if first is line:
            return False
        place = f"{first.sheet}!{first.row}" if first.sheet != line.sheet else str(first.row)
        if words != first_words:
            raise errors.CellDoubtful(found=place, reason="in that row the same household stands in other words")
        self._outcome.remark(SKIPPED, line.sheet, str(line.row), "twice", row=place)
        return True

    def _by_identity(self) -> dict[Identity, str]:
        """The households that take part already, by what makes a row one of them."""
        household, contact = tables.household.c, tables.contact.c
        query = (
            select(household.number, household.community, contact.house_number, contact.name)
            .join(tables.contact, contact.household == household.number)
            .where(household.closed_on.is_(None))
        )
        rows = self._desk.connection.execute(query)
        return {(community, house_key(number), header_key(name)): code for code, community, number, name in rows}


def _blamed(refusal: errors.Refusal) -> tuple[str, ...]:
    """The columns that a refusal of a registration can speak of."""
    match refusal:
        case errors.HouseholdKnown():
            return ("former_number",)
        case errors.TimeRefused():
            return ("registered",)
        case errors.QuantityRefused():
            return ("people",)
        case errors.CodeUnknown() | errors.CodeClosed():
            return ("home_point",)
        case errors.ValueNotAllowed():
            return ("house_code",)
        case _:
            return ()
