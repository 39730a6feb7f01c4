"""``household``: register, find, move, close, join, forget."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from wasteledger.domain.households import TYPES, HouseholdType
from wasteledger.errors import Term
from wasteledger.units import Credits
from wasteledger_cli.answers import Answer, Column, table_answer
from wasteledger_cli.entries import booked
from wasteledger_cli.importing import import_options, imported
from wasteledger_cli.options import at_option, moment_of, pass_session, request_option
from wasteledger_cli.session import Session
from wasteledger_cli.words import Group, command, group

if TYPE_CHECKING:
    from wasteledger.recording.households import Contact
    from wasteledger.reporting.households import Shown

household: Group = group("household", "Households and their names.")

_FLAGS = {
    "proxy_cash": "Whether cash may be paid to somebody who comes in its stead.",
    "pick_up": "Whether its waste is fetched at home.",
    "wet_bin": "Whether it has a bin for wet waste.",
}
_CONTACT = {
    "name": "The name, kept outside the journal.",
    "called": "The name people use.",
    "house_number": "The house number.",
    "phone": "The telephone number.",
    "house_code": "The registry's code of the house, 11 digits.",
}


def _contact_options(function: Any) -> Any:
    for name, text in reversed(_CONTACT.items()):
        function = click.option(f"--{name.replace('_', '-')}", default="", help=text)(function)
    return function


def _attribute_options(*, adding: bool) -> Callable[[Any], Any]:
    def decorate(function: Any) -> Any:
        kind = click.Choice(TYPES)
        options = [
            click.option("--community", required=adding, metavar="CODE", help="The community it belongs to."),
            click.option(
                "--type", "type_", type=kind, default="household" if adding else None, help="What kind of household."
            ),
            click.option(
                "--people",
                type=click.IntRange(0, 100_000),
                default=0 if adding else None,
                metavar="NUMBER",
                help="How many people live there.",
            ),
            click.option(
                "--home-point", default="" if adding else None, metavar="CODE", help="The point where it may spend."
            ),
        ]
        for name, text in _FLAGS.items():
            flag = name.replace("_", "-")
            options.append(click.option(f"--{flag}/--not-{flag}", name, default=False if adding else None, help=text))
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


def _contact(said: dict[str, Any]) -> Contact:
    from wasteledger.recording.households import Contact  # noqa: PLC0415

    return Contact(**{name: said[name] for name in _CONTACT})


@command(
    household,
    "register",
    "Register a household.",
    'household register --community C01 --name "นางสมใจ ดีงาม" --house-number 12/3',
)
@_attribute_options(adding=True)
@click.option("--former-number", default="", help="Its number in an earlier passbook.")
@click.option("--card", is_flag=True, help="Issue its card at once.")
@_contact_options
@at_option
@request_option
@pass_session
def register(
    session: Session,
    /,
    community: str,
    type_: str,
    people: int,
    home_point: str,
    former_number: str,
    card: bool,
    at: str | None,
    request_id: str | None,
    **said: Any,
) -> Answer:
    ledger = session.ledger
    entries = list(
        ledger.register_household(
            community=community,
            type=type_,
            people=people,
            home_point=home_point,
            former_number=former_number,
            contact=_contact(said),
            **{name: said[name] for name in _FLAGS},
            at=moment_of(ledger.settings(), at),
            request_id=request_id,
        )
    )
    number = entries[0].body["household"]
    if card:
        again = f"{request_id}/card" if request_id else None
        entries += ledger.issue_cards(households=(number,), request_id=again)
    answer = booked(entries).say("Household {household}", household=number)
    if card:
        answer.say("Card {card}", card=entries[1].body["cards"][0]["code"])
    return answer


@command(household, "import", "Register households from a CSV or XLSX file.", "household import roster.xlsx")
@import_options
@pass_session
def import_(session: Session, path: str, skip_bad: str | None) -> Answer:
    return imported(session, "households", path, skip_bad)


_COLUMNS = [
    Column("household", "Household"),
    Column("name", "Name"),
    Column("house_number", "House no."),
    Column("community", "Community"),
    Column("type", "Type"),
    Column("cards", "Cards"),
    Column("balance", "Balance", number=True),
]


def _row(shown: Shown) -> tuple[object, ...]:
    held = shown.household
    name = f"{shown.name} ({shown.called})" if shown.called else shown.name
    return (
        held.number,
        name,
        shown.house_number,
        held.community,
        HouseholdType(held.type),
        list(shown.cards),
        Credits(shown.balance),
    )


@command(household, "list", "List households, or find them by number, name, house or telephone.", "household list สมใจ")
@click.argument("text", required=False, default="")
@click.option("--community", default="", metavar="CODE", help="Only of this community.")
@click.option("--all", "closed", is_flag=True, help="Closed households too.")
@pass_session
def list_(session: Session, text: str, community: str, closed: bool) -> Answer:
    found = session.ledger.households(text, community=community.upper(), closed=closed)
    return table_answer("households", _COLUMNS, [_row(shown) for shown in found])


@command(household, "show", "Show one household.", "household show K07/0123")
@click.argument("household_", metavar="HOUSEHOLD|CARD")
@pass_session
def show(session: Session, household_: str) -> Answer:
    shown = session.ledger.household(household_)
    held = shown.household
    facts = dict(zip((column.name for column in _COLUMNS), _row(shown), strict=True))
    facts |= {
        "phone": shown.phone,
        "people": held.people,
        "home_point": held.home_point,
        **{name: bool(getattr(held, name)) for name in _FLAGS},
        "former_number": held.former_number,
        "registered_on": date.fromisoformat(held.registered_on),
        "closed_on": date.fromisoformat(held.closed_on) if held.closed_on else None,
        "joined_into": held.joined_into,
    }
    rows = [(Term(name), value) for name, value in facts.items() if value not in ("", None, []) and value is not False]
    answer = table_answer("household", [Column("name", "What"), Column("value", "Value")], rows)
    answer.data = {"household": facts}
    return answer


@command(
    household,
    "move",
    "Change a household's community, type, home point, people or names.",
    "household move K07/0123 --community C02",
)
@click.argument("household_", metavar="HOUSEHOLD")
@_attribute_options(adding=False)
@_contact_options
@request_option
@pass_session
def move(
    session: Session,
    /,
    household_: str,
    community: str | None,
    type_: str | None,
    people: int | None,
    home_point: str | None,
    request_id: str | None,
    **said: Any,
) -> Answer:
    given = {"community": community, "type": type_, "people": people, "home_point": home_point}
    given |= {name: said[name] for name in _FLAGS}
    attributes = {name: value for name, value in given.items() if value is not None}
    return booked(
        session.ledger.move_household(
            household=household_, attributes=attributes, contact=_contact(said), request_id=request_id
        )
    )


@command(
    household,
    "close",
    "Close a household; its balance is paid out, transferred or given.",
    "household close K07/0123 --pay-out",
)
@click.argument("household_", metavar="HOUSEHOLD")
@click.option("--pay-out", is_flag=True, help="Pay the balance in cash.")
@click.option("--transfer-to", default="", metavar="HOUSEHOLD", help="Transfer the balance.")
@click.option("--give-to", default="", metavar="HOUSEHOLD", help="Give the balance.")
@request_option
@pass_session
def close(
    session: Session, household_: str, pay_out: bool, transfer_to: str, give_to: str, request_id: str | None
) -> Answer:
    return booked(
        session.ledger.close_household(
            household=household_, pay_out=pay_out, transfer_to=transfer_to, give_to=give_to, request_id=request_id
        )
    )


@command(household, "join", "Make two registrations of one household one.", "household join K07/0123 K07/0456")
@click.argument("household_", metavar="KEPT")
@click.argument("joined", metavar="OTHER")
@request_option
@pass_session
def join(session: Session, household_: str, joined: str, request_id: str | None) -> Answer:
    return booked(session.ledger.join_households(household=household_, joined=joined, request_id=request_id))


@command(household, "forget", "Forget a household's names for good; the books stay.", "household forget K07/0123")
@click.argument("household_", metavar="HOUSEHOLD")
@request_option
@pass_session
def forget(session: Session, household_: str, request_id: str | None) -> Answer:
    return booked(session.ledger.forget_household(household=household_, request_id=request_id))
