"""A day on which every verb is used once: every kind of entry, every projection and every account."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from tests.support.nodes import send_stray
from tests.support.town import PET_RATE, PROGRAMME_START, Town
from wasteledger.domain.card_code import new_card_code
from wasteledger.domain.public_keys import PublicKeys
from wasteledger.journal.entries import Entry
from wasteledger.recording.drop_offs import Weighing
from wasteledger.recording.households import Contact
from wasteledger.recording.loads import LoadLine
from wasteledger.recording.origins import EnrolOrigin
from wasteledger.recording.rates import NewRate
from wasteledger.recording.rounds import ReferenceWeight
from wasteledger.reporting.exceptions.found import RATE_AGREED
from wasteledger.units import Credits, Grams

TODAY = date(2026, 3, 15)
STRANGE_CARD = new_card_code(lambda _: 2569)
"""A well-formed card that nobody knows."""


def a_day(town: Town) -> Iterator[str]:
    """Use every verb; say its name after each, with a minute gone."""
    for entries in _verbs(town):
        town.clock.tick()
        yield " and ".join(entry.kind for entry in entries)


def _verbs(town: Town) -> Iterator[Sequence[Entry]]:
    for part in (
        _the_office,
        _households_and_cards,
        _before_the_books,
        _at_the_point,
        _loads_and_stock,
        _second_thoughts,
        _goodbyes,
        _too_late,
        _other_computers,
    ):
        yield from part(town)


def _the_office(town: Town) -> Iterator[Sequence[Entry]]:
    ledger = town.ledger
    yield ledger.change_settings(settings={"phone": "075-411 111", "name_th": "เทศบาลเมืองทุ่งสง"})
    yield ledger.add_to_list(kind="community", code="C03", attributes={"name_th": "ชุมชนชายคลอง"})
    yield ledger.add_to_list(kind="operator", code="40", attributes={"role": "staff"}, name="สมหญิง ใจดี")
    yield ledger.change_listed(kind="point", code="P02", attributes={"name_en": "New market hall"})
    yield ledger.close_listed(kind="operator", code="40")
    plan = {"point": "P01", "days": "15 2-เสาร์", "communities": "C01, C02"}
    yield ledger.add_to_list(kind="plan", code="P01-M", attributes=plan)
    yield ledger.change_listed(kind="plan", code="P01-M", attributes={"days": "15"})
    yield ledger.set_statistic(
        name="population-resident", value=18_000, first_day=date(2026, 1, 1), source="ทะเบียนราษฎร", place="C01"
    )
    yield ledger.set_rates(rates=(NewRate("PET", PET_RATE // 2, TODAY + timedelta(days=30)),))
    yield ledger.agree_rates(rates=(NewRate("PET", PET_RATE + 25_000, TODAY),), point="P02")


def _households_and_cards(town: Town) -> Iterator[Sequence[Entry]]:
    ledger = town.ledger
    contact = Contact(name="นางสาวมะลิ แก้วดี", called="ป้ามะลิ", house_number="12/3", phone="081-234 5678")
    yield ledger.register_household(community="C01", people=4, former_number="ธ-045", contact=contact)
    yield ledger.move_household(household="K07/0005", attributes={"community": "C02", "people": 5})
    (issued,) = ledger.issue_cards(blank=2)
    yield [issued]
    one, other = (card["code"] for card in issued.body["cards"])
    yield ledger.bind_card(card=one, household="K07/0005")
    yield ledger.replace_card(card=town.cards[1])
    yield ledger.revoke_card(card=other)


def _before_the_books(town: Town) -> Iterator[Sequence[Entry]]:
    ledger, school = town.ledger, town.households[2]
    lines = (("K07/0005", Credits(21_650)), (school, Credits(0)))
    opened = ledger.open_balances(day=PROGRAMME_START, lines=lines, control_total=Credits(21_650))
    yield opened
    yield ledger.reverse(receipt=str(opened[0].receipt))
    yield ledger.open_stock(
        day=PROGRAMME_START, lines=(("P02", LoadLine("BEER", "24", "piece")),), control_total=Grams(12_000)
    )
    yield ledger.carry_over(month=date(2025, 3, 1), line=LoadLine("PET", "480.5"), community="C01")
    yield ledger.carry_over(month=date(2025, 3, 1), line=LoadLine("RES", "9.2", "tonne"), destination="FILL")


def _at_the_point(town: Town) -> Iterator[Sequence[Entry]]:
    ledger, (first, second, _, walk_ins) = town.ledger, town.households
    yield ledger.open_round(cash_float=Credits(10_000), point="P01", reference=ReferenceWeight(5_000, 5_020))
    yield ledger.record_drop_off(
        card=town.card, weighings=(Weighing("PET", 5_400, tare=200), Weighing("BEER", 24), Weighing("BATT", 300))
    )
    yield ledger.move_household(household=second, attributes={"proxy_cash": 1, "wet_bin": 1})
    yield ledger.record_drop_off(
        card=second, weighings=(Weighing("PET", 2_000, rejected=150),), settle="cash", proxy=True, assisted=True
    )
    yield ledger.record_drop_off(
        card=first, weighings=(Weighing("PET", 3_000, estimated=True),), settle="gift", gift_to=second
    )
    yield ledger.record_drop_off(card=walk_ins, weighings=(Weighing("PET", 700),), point="P02")
    yield ledger.record_drop_off(card=first, weighings=(Weighing("MIX", 12_000), Weighing("FOOD", 4_000)))
    yield ledger.record_drop_off(card=second, weighings=(Weighing("MIX", 2_345),), reference="แถว 7")
    yield ledger.record_drop_off(card=STRANGE_CARD, weighings=(Weighing("PET", 1_000),), unknown_card=True)
    yield ledger.redeem(card=town.card, amount=Credits(1_500), use="goods", proxy=True)
    yield ledger.transfer(card=town.card, to=second, amount=Credits(250), gift=True)
    yield ledger.close_round(counted=Credits(8_300), reason="rounded", point="P01")


def _loads_and_stock(town: Town) -> Iterator[Sequence[Entry]]:
    ledger = town.ledger
    yield ledger.record_load(
        destination="DEALER",
        point="P01",
        lines=(LoadLine("PET", "4.5"), LoadLine("BEER", "10", "piece")),
        ticket="T-1",
        bill="88/2569",
        amount=Credits(9_900),
    )
    yield ledger.record_load(destination="DEALER", point="P01", lines=(LoadLine("MIX", "14"),), empties_stock=True)
    yield ledger.record_load(destination="FILL", community="C01", lines=(LoadLine("RES", "1.25", "short-ton"),))
    yield ledger.record_load(destination="FILL", lines=(LoadLine("RES", "0", evidence="surveyed"),))
    yield ledger.count_stock(counted={"FOOD": Grams(3_500), "BATT": Grams(320)}, point="P01")


def _second_thoughts(town: Town) -> Iterator[Sequence[Entry]]:
    ledger, (first, second, *_) = town.ledger, town.households
    yield ledger.settle_rate(material="MIX", thousandths=150_000)
    (wrong,) = ledger.record_drop_off(card=first, weighings=(Weighing("PET", 9_000), Weighing("MIX", 100)))
    yield [wrong]
    yield ledger.correct(receipt=str(wrong.receipt), weighings=(Weighing("PET", 900),))
    (mixed,) = ledger.record_drop_off(card=second, weighings=(Weighing("MIX", 8_000),))
    yield [mixed]
    yield ledger.settle_rate(material="MIX", thousandths=200_000)
    yield ledger.redeem(card=second, amount=Credits(1_000))
    yield ledger.reverse(receipt=str(mixed.receipt), because="wrong-material", allow_debt=True)
    yield ledger.settle_card(card=STRANGE_CARD, household=second)


def _goodbyes(town: Town) -> Iterator[Sequence[Entry]]:
    ledger, (first, second, school, _) = town.ledger, town.households
    (spent,) = ledger.record_drop_off(card=school, weighings=(Weighing("PET", 1_000),))
    yield [spent]
    yield ledger.redeem(card=school, amount=Credits(800), use="fee-rebate")
    yield ledger.reverse(receipt=str(spent.receipt), allow_debt=True)
    yield ledger.settle_debt(household=school)
    yield ledger.join_households(household=first, joined=second)
    yield ledger.close_household(household=first, pay_out=True)
    yield ledger.forget_household(household="K07/0005")


def _too_late(town: Town) -> Iterator[Sequence[Entry]]:
    ledger = town.ledger
    yield ledger.close_period(month=PROGRAMME_START)
    january = datetime(2026, 1, 20, 5, tzinfo=UTC)
    yield ledger.record_load(destination="FILL", lines=(LoadLine("RES", "80"),), at=january)


def _other_computers(town: Town) -> Iterator[Sequence[Entry]]:
    """A laptop is enrolled and lost; one thing that it still sends is true."""
    ledger = town.ledger
    keys, office = PublicKeys("a1" * 32, "b2" * 32), PublicKeys("c3" * 32, "d4" * 32)
    yield ledger._bookings.book(EnrolOrigin(origin="P9", keys=keys, office=office, point="P02"))
    yield ledger.revoke_origin(origin="P9", first=1)
    said = ledger.entry("K07-000001").body | {"kind": "slip-copied", "of": "K07-000001", "request": "late"}
    del said["turn"]
    send_stray(town.database, "P9", said)
    yield ledger.admit_entry(receipt="P9-000001")
    agreed = next(found for found in ledger.exceptions() if found.kind == RATE_AGREED)
    yield ledger.settle_exception(kind=RATE_AGREED, subject=agreed.subject)
