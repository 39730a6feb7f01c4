"""``slip``: shown again, copied, checked; and the queue of the slip printer."""

from __future__ import annotations

from typing import Any

import click

from wasteledger.errors import Term
from wasteledger.units import Credits
from wasteledger_cli.answers import Answer
from wasteledger_cli.entries import entry_data
from wasteledger_cli.options import pass_session, request_option
from wasteledger_cli.paper import print_waiting, spool_of
from wasteledger_cli.session import Session
from wasteledger_cli.slipping import slip_options, with_slip
from wasteledger_cli.words import Group, command


class SlipGroup(Group):
    """``slip K07-000123`` is short for ``slip show K07-000123``."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        known = args and (args[0] in self.commands or args[0].startswith("-"))
        return super().resolve_command(ctx, args if known else ["show", *args])


slip = SlipGroup(name="slip", help="Show, copy or check a slip.")


@command(slip, "show", "Show a slip again, as text, picture or print.", "slip show K07-000123 --png slip.png")
@click.argument("receipt")
@slip_options
@pass_session
def show(session: Session, /, receipt: str, **paper: Any) -> Answer:
    answer = Answer({"entry": entry_data(session.ledger.entry(receipt))})
    return with_slip(session, answer, receipt, **paper)


@command(slip, "copy", "Print a slip once more; it says which copy it is.", "slip copy K07-000123 --print")
@click.argument("receipt")
@slip_options
@request_option
@pass_session
def copy(session: Session, /, receipt: str, request_id: str | None, **paper: Any) -> Answer:
    session.ledger.slip(receipt, session.words)
    (entry,) = session.ledger.copy_slip(receipt=receipt, request_id=request_id)
    answer = Answer({"entry": entry_data(entry)})
    return with_slip(session, answer, receipt, copy=entry.body["copy"], **paper)


@command(slip, "check", "Say whether a slip is genuine.", "slip check K07-000123 7K3M-9QX2-FQ8T-ABCD")
@click.argument("receipt", metavar="RECEIPT|QR")
@click.argument("code", required=False, default="", metavar="CODE")
@pass_session
def check(session: Session, receipt: str, code: str) -> Answer:
    found = session.ledger.check_slip(receipt, code)
    later = {"reversed_by": list(map(str, found.reversed_by)), "replaced_by": list(map(str, found.replaced_by))}
    again = {"rebooked_as": str(found.rebooked_as)} if found.rebooked_as else {}
    answer = Answer({"receipt": str(found.receipt), "state": found.state, **again, **later})
    answer.exit_code = 0 if found.entry else 1
    answer.say("Slip {receipt}: {state}", receipt=found.receipt, state=Term(found.state))
    if found.entry:
        body = found.entry.body
        shown = {name: body[name] for name in ("household", "card", "day", "balance") if name in body}
        answer.data |= shown
        answer.say("Member {household}", household=body.get("household") or body.get("card", ""))
        if "balance" in body:
            answer.say("Balance: {amount}", amount=Credits(body["balance"]))
    if found.rebooked_as:
        answer.say("Booked again as {receipt}", receipt=found.rebooked_as)
    for sentence, receipts in (
        ("Cancelled by {receipts}", found.reversed_by),
        ("Replaced by {receipts}", found.replaced_by),
    ):
        if receipts:
            answer.say(sentence, receipts=list(map(str, receipts)))
    return answer


@command(slip, "waiting", "Print the slips that wait for the printer.", "slip waiting --printer tcp://192.168.1.50")
@pass_session
def waiting(session: Session) -> Answer:
    return print_waiting(session, Answer({}))


@command(slip, "found", "A doubtful slip was found on paper.", "slip found K07-000123-0")
@click.argument("name")
@pass_session
def found(session: Session, name: str) -> Answer:
    spool_of(session).settle(name, on_paper=True)
    return Answer({"name": name, "on_paper": True}).say("Slip {name} is printed.", name=name)


@command(slip, "missing", "A doubtful slip is not on paper: it waits again.", "slip missing K07-000123-0")
@click.argument("name")
@pass_session
def missing(session: Session, name: str) -> Answer:
    spool_of(session).settle(name, on_paper=False)
    return Answer({"name": name, "on_paper": False}).say("Slip {name} waits again.", name=name)
