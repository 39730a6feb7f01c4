"""``operator``: the list of operators, and their PINs."""

from __future__ import annotations

import sys

import click

from wasteledger.domain.roles import OFFICE
from wasteledger_cli.answers import Answer
from wasteledger_cli.commands.lists import operator
from wasteledger_cli.options import pass_session
from wasteledger_cli.session import Session
from wasteledger_cli.words import command

__all__ = ["operator"]


@command(operator, "pin", "Set an operator's PIN: asked for, or read from a pipe.", "operator pin 12")
@click.argument("code")
@pass_session
def pin(session: Session, code: str) -> Answer:
    """Never among the arguments, where every program of the computer could read it."""
    ledger = session.ledger
    old = "" if ledger.acting_operator().role == OFFICE else _asked(session, "The old PIN: ")
    new = _asked(session, "The new PIN (4–8 digits): ")
    while sys.stdin.isatty() and _asked(session, "The same again: ") != new:
        click.echo(session.words("That was not the same."), err=True)
        new = _asked(session, "The new PIN (4–8 digits): ")
    ledger.set_pin(code, new, old=old)
    return Answer({"operator": code.strip().upper()}).say("Operator {operator} has a PIN now.", operator=code)


def _asked(session: Session, question: str) -> str:
    """Ask without showing what is typed; each answer is a line where nobody sits at the keyboard."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt(session.words(question), hide_input=True, prompt_suffix="", err=True))
