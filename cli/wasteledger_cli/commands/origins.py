"""``origin``: the books of other computers, their keys, and what is let in of them."""

from __future__ import annotations

from pathlib import Path

import click

from wasteledger.errors import KeysExist
from wasteledger_cli.answers import Answer, Column, table_answer
from wasteledger_cli.entries import booked
from wasteledger_cli.options import keys_option, pass_session, request_option
from wasteledger_cli.session import Session
from wasteledger_cli.words import Group, command, group

origin: Group = group("origin", "Books of other computers: their keys, enrolled and revoked.")


@command(origin, "keys", "Make this computer's keys, and the file that goes to the office.", "origin keys K07")
@click.argument("code")
@click.option("--to", "path", metavar="FILE", help="Where the public half is written, if not here.")
@keys_option
@pass_session
def keys(session: Session, code: str, path: str | None) -> Answer:
    """Once made, the keys stay; the public half may be written again."""
    from wasteledger.exchange import keys as key_files  # noqa: PLC0415  # --help needs none of it

    try:
        made = key_files.make_keys(session.keys, code)
    except KeysExist:
        made = key_files.load_keys(session.keys, code)
    public = Path(path or f"{made.origin}{key_files.PUBLIC_SUFFIX}")
    key_files.write_public(made, public)
    said = {"origin": made.origin, "fingerprint": made.public.fingerprint, "file": str(public)}
    answer = Answer({**said, "keys": str(session.keys)})
    answer.say("The keys of book {origin} are in {folder}: never copy them.", origin=made.origin, folder=session.keys)
    sentence = "Take {file} to the office, and compare the fingerprint there: {fingerprint}"
    return answer.say(sentence, file=public, fingerprint=made.public.fingerprint)


@command(origin, "enrol", "Give a computer its book, by the file it made.", "origin enrol K07.keys.json --point P01")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--point", metavar="CODE", help="The collection point where it stands.")
@click.option("--after", metavar="CODE", help="The book of the computer that it stands in for.")
@keys_option
@request_option
@pass_session
def enrol(session: Session, file: Path, point: str | None, after: str | None, request_id: str | None) -> Answer:
    ledger = session.ledger
    entries = ledger.enrol_origin(file, keys=session.keys, point=point or "", after=after or "", request_id=request_id)
    code = entries[-1].body["origin"]
    prints = {book.origin: book.fingerprint for book in ledger.origins()}
    theirs, ours = prints[code], prints[ledger.origin]
    answer = booked(entries)
    answer.data |= {"fingerprint": theirs, "office": ours}
    sentence = "Book {origin} has the keys {fingerprint}: compare this with what its computer shows."
    answer.say(sentence, origin=code, fingerprint=theirs)
    return answer.say("The office's fingerprint, to be compared there: {fingerprint}", fingerprint=ours)


@command(origin, "list", "Every book: where it stands, how far it is held, whose keys.", "origin list")
@pass_session
def list_(session: Session) -> Answer:
    columns = [
        Column("origin", "Book"),
        Column("office", "Office"),
        Column("point", "Point"),
        Column("after", "Goes on for"),
        Column("sequence", "Entries", number=True),
        Column("check_code", "Check code"),
        Column("fingerprint", "Fingerprint"),
        Column("revoked_from", "Revoked from", number=True),
        Column("aside", "Waiting", number=True),
        Column("recorded_at", "Last recorded"),
        Column("ahead", "Clock ahead"),
    ]
    rows = [[getattr(state, column.name) for column in columns] for state in session.ledger.origins()]
    return table_answer("origins", columns, rows)


@command(origin, "revoke", "A computer was lost: what its keys send from now on waits.", "origin revoke K07 --from 301")
@click.argument("code")
@click.option("--from", "first", type=click.IntRange(1), metavar="N", help="The first entry that waits.")
@request_option
@pass_session
def revoke(session: Session, code: str, first: int | None, request_id: str | None) -> Answer:
    entries = session.ledger.revoke_origin(origin=code, first=first or 0, request_id=request_id)
    said = entries[0].body
    sentence = "Nothing of book {origin} is let in from number {number} on, unless it is admitted."
    answer = booked(entries).say(sentence, origin=said["origin"], number=said["from"])
    held = next((each.sequence for each in session.ledger.origins() if each.origin == said["origin"]), 0)
    if held >= said["from"]:
        answer.say("What is here already, up to number {number}, stays: reverse what is not true.", number=held)
    return answer


@command(origin, "aside", "What waits and is not in its book, and why.", "origin aside K07")
@click.argument("code", required=False)
@pass_session
def aside(session: Session, code: str | None) -> Answer:
    columns = [
        Column("receipt", "Receipt"),
        Column("check_code", "Check code"),
        Column("why", "Why"),
        Column("kind", "What"),
        Column("recorded_at", "Recorded"),
        Column("sender", "Sent by"),
    ]
    rows = [[getattr(entry, column.name) for column in columns] for entry in session.ledger.entries_aside(code or "")]
    return table_answer("entries", columns, rows)


@command(origin, "admit", "Let in the next entry of a revoked book.", "origin admit K07-000301")
@click.argument("receipt")
@click.argument("code", required=False)
@request_option
@pass_session
def admit(session: Session, receipt: str, code: str | None, request_id: str | None) -> Answer:
    return booked(session.ledger.admit_entry(receipt=receipt, code=code or "", request_id=request_id))
