"""A slip from its entry: the same entry gives the same slip, whenever and wherever it is printed."""

from datetime import date
from typing import Any

from sqlalchemy import Connection

from wasteledger import errors
from wasteledger.domain.accounts import CREDITS
from wasteledger.domain.crockford import read as read_code
from wasteledger.domain.materials import UNITS
from wasteledger.domain.moments import moment_of
from wasteledger.domain.receipts import Receipt
from wasteledger.domain.registers import Community, Material, Point
from wasteledger.journal.chain import Body
from wasteledger.journal.directory import Directory
from wasteledger.journal.entries import Entry, find_entry
from wasteledger.journal.fold.movements import holder, kept_for_debt, movements
from wasteledger.printing.slip import Reversed, Slip, SlipKind
from wasteledger.printing.slip_line import Name, SlipLine
from wasteledger.reporting.checks import entry_of_slip
from wasteledger.translation import Words
from wasteledger.units import Credits, Grams

_USES = {"cash": SlipKind.CASH, "goods": SlipKind.GOODS, "fee-rebate": SlipKind.FEE_REBATE}


def slip_of(connection: Connection, directory: Directory, receipt: Receipt, words: Words, copy: int = 0) -> Slip:
    """Return the slip of an entry.

    Raises:
        ReceiptUnknown: it isn't held here.
        NoSlip: it is not of a kind that a household is given a slip for.
    """
    entry = entry_of_slip(connection, receipt)
    body = entry.body
    kind = _kind(entry)
    taken_back = _taken_back(connection, entry, words)
    change = _change(entry)
    after = body.get("balance", 0)
    before = after - change - (taken_back.change.value if taken_back and kind is not SlipKind.REVERSAL else 0)
    settings = directory.settings
    return Slip(
        kind=kind,
        town=Name(settings.name_th, settings.name_en),
        community=name_of(directory, Community, body.get("community", "")),
        point=name_of(directory, Point, body.get("point", "")),
        receipt=entry.receipt,
        copy=copy,
        moment=moment_of(body["recorded"] if kind is SlipKind.REVERSAL else body["happened"]),
        zone=settings.zone,
        operator=body["operator"],
        household=body.get("household", ""),
        card=body.get("card", ""),
        proxy="proxy" in body,
        receiver=body["to"] if "to" in body else body.get("gift", ""),
        reverses=taken_back,
        lines=tuple(_line(directory, line, words) for line in body.get("lines", ())),
        total=_total(entry),
        cash_paid=_paid(body),
        kept_for_debt=Credits(kept) if (kept := kept_for_debt(body)) else None,
        balance_before=Credits(before),
        balance_after=Credits(after),
        others_up_to=date.fromisoformat(body["others"]) if "others" in body else None,
        phone=settings.phone,
        check_code=entry.check_code,
        qr=qr_content(entry),
    )


def qr_content(entry: Entry) -> str:
    """What the slip's QR says: the receipt number and the check code, in the characters a QR code packs best."""
    return f"{entry.receipt}:{read_code(entry.check_code)}"


def _kind(entry: Entry) -> SlipKind:
    match entry.kind:
        case "drop-off":
            return SlipKind.DROP_OFF
        case "redemption":
            return _USES[entry.body["for"]]
        case "transfer":
            return SlipKind.GIFT if "gift" in entry.body else SlipKind.TRANSFER
        case "opening-balance":
            return SlipKind.OPENING
        case "reversal" if "household" in entry.body or "card" in entry.body:
            return SlipKind.REVERSAL
        case _:
            raise errors.NoSlip(receipt=str(entry.receipt), kind=entry.kind)


def _change(entry: Entry) -> int:
    """What an entry does to the credits of the household it is about."""
    body = entry.body
    account = holder(body)
    moved = [movement for movement in movements(entry.receipt.origin, body) if movement[0] == CREDITS]
    return sum(quantity * ((target == account) - (source == account)) for _commodity, source, target, quantity in moved)


def _taken_back(connection: Connection, entry: Entry, words: Words) -> Reversed | None:
    """What a reversal cancels; for the new slip of a correction, what the reversal just before it did."""
    body = entry.body
    reason = words(str(body.get("because", "")).replace("-", " "))
    if entry.kind == "reversal":
        return Reversed(Receipt.read(body["of"]), Credits(_change(entry)), reason)
    if "replaces" in body:
        reversal = find_entry(connection, Receipt(entry.receipt.origin, entry.receipt.sequence - 1))
        same = reversal.kind == "reversal" and holder(reversal.body) == holder(body)
        return Reversed(Receipt.read(body["replaces"]), Credits(_change(reversal) if same else 0), reason)
    return None


def _total(entry: Entry) -> Credits | None:
    if entry.kind == "drop-off":
        return Credits(sum(line["credits"] for line in entry.body["lines"]))
    return Credits(entry.body["amount"]) if "amount" in entry.body else None


def _paid(body: Body) -> Credits | None:
    if body["kind"] == "redemption" and body["for"] == "cash":
        return Credits(body["amount"])
    return Credits(body["paid"]) if body.get("paid") else None


def _line(directory: Directory, line: Body, words: Words) -> SlipLine:
    material = directory.any(Material, line["material"])
    unit = UNITS[material.unit]
    pending = "pending" in line
    return SlipLine(
        material=Name(material.spoken_th or material.name_th, material.name_en),
        quantity=line["quantity"],
        unit=Name(words(unit.code)),
        quantity_per_unit=unit.base_per_unit,
        gross=Grams(line.get("gross", 0)),
        tare=Grams(line.get("tare", 0)),
        rate=None if pending else line["rate"],
        credits=None if pending else Credits(line["credits"]),
        rejected=Grams(line.get("rejected", 0)),
        estimated=Grams(line["grams"]) if "estimated" in line else None,
    )


def name_of(directory: Directory, register: Any, code: str) -> Name:
    """A place's name as it is called today; its code where it was never named."""
    place = directory.listed(register).get(code)
    return Name(place.name_th or place.code, place.name_en) if place else Name(code)
