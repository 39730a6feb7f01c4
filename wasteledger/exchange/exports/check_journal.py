"""Checks a journal that wasteledger exported, with nothing but Python 3.11: ``python check_journal.py FILE``.

It follows every chain from its first entry, works out from the bodies alone what each entry moved, sees that every
gram and every credit that left one account came to another, and compares what the accounts then hold with what the
ledger said. It shares no code with the ledger, so that a mistake of the one is not a mistake of both.

Whoever wrote the file could have written a whole new history and chained it anew. What they can't change is paper:
give receipts with the codes printed on them, ``K07-000123=7K3M-9QX2-…``, and they are looked for in the file. Every
such code vouches for all entries of its book up to that one.

Exit code 0: everything agrees; 1: something doesn't, the first of each kind is named; 2: the file can't be read.
"""

import hashlib
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Body = dict[str, Any]
Move = tuple[str, str, str, int]
"""Commodity, from, to, quantity."""
Moves = Iterator[Move]

FORMAT = "wasteledger journal 1"
TAG = b"wasteledger/1".ljust(16, b"\0")
CREDITS = "credits"
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PROGRESS_EVERY = 50_000

WRONG = {
    "header": "the first line is not that of such a journal / บรรทัดแรกไม่ใช่ของแฟ้มนี้",
    "line": "the line can't be read / อ่านบรรทัดนี้ไม่ได้",
    "end": "the last line is missing: the file was cut / ไม่มีบรรทัดสุดท้าย แฟ้มถูกตัด",
    "gap": "an entry is missing, or stands twice / เลขที่ขาดหรือซ้ำ",
    "chain": "the digest does not follow from the entry before it / รหัสไม่ต่อจากรายการก่อนหน้า",
    "body": "the body is not written as the ledger writes it / รูปแบบเนื้อรายการไม่ตรงแบบบัญชี",
    "request": "one request is booked twice / คำขอเดียวลงบัญชีสองครั้ง",
    "move": "it moves what can't be moved / ย้ายจำนวนที่เป็นไปไม่ได้",
    "original": "a reversal is not of what was booked, or a second one / รายการกลับไม่ตรงกับต้นฉบับหรือกลับซ้ำ",
    "head": "the book does not end where the ledger says / เล่มไม่จบตรงที่บัญชีบอก",
    "balance": "the account holds something else / ยอดบัญชีไม่ตรง",
    "conserved": "what left accounts is not what came to accounts / ยอดออกกับยอดเข้าไม่เท่ากัน",
    "receipt": "the paper has another code, or there is no such entry / รหัสบนใบไม่ตรง หรือไม่มีรายการนี้",
}


class Checker:
    """What is known of the file so far."""

    def __init__(self, papers: dict[str, str]) -> None:
        self.papers = papers
        """The code printed on each receipt that somebody holds."""
        self.municipality = b""
        self.findings: list[tuple[str, str]] = []
        self.heads: dict[str, tuple[int, bytes]] = {}
        self.requests: set[int] = set()
        self.balances: dict[tuple[str, str], int] = {}
        self.reversed: dict[str, dict[str, Body]] = {}
        """By what reversals take back: where each of them stands, and what it says of the original."""
        self.entries = 0

    def found(self, wrong: str, where: str) -> None:
        if wrong not in {known for known, _ in self.findings}:
            self.findings.append((wrong, where))

    # The chain

    def check(self, path: Path) -> None:
        with path.open(encoding="utf-8") as file:
            header = as_object(file.readline())
            if header.get("format") != FORMAT:
                self.found("header", path.name)
                return
            self.municipality = bytes.fromhex(header["municipality"])
            last: Body = {}
            for number, line in enumerate(file, 2):
                said = as_object(line)
                if last or not ("entries" in said or {"book", "sequence", "digest", "body"} <= said.keys()):
                    self.found("line", str(number))
                elif "entries" in said:
                    last = said
                else:
                    self.entry(said["book"], said["sequence"], bytes.fromhex(said["digest"]), said["body"])
        if last:
            self.compare(last)
        else:
            self.found("end", path.name)
        if self.reversed:
            self.look_at_originals(path)
            self.look_for_second_reversals()
        for receipt in sorted(self.papers):
            self.found("receipt", receipt)

    def entry(self, book: str, sequence: int, digest: bytes, written: str) -> None:
        receipt = f"{book}-{sequence:06d}"
        field = book.encode().ljust(8, b"\0")
        first = 0, hashlib.sha256(self.municipality + field).digest()
        last, previous = self.heads.get(book, first)
        if sequence != last + 1:
            self.found("gap", receipt)
        encoded = written.encode(errors="surrogateescape")
        if hashlib.sha256(TAG + field + sequence.to_bytes(8, "big") + previous + encoded).digest() != digest:
            self.found("chain", receipt)
        self.heads[book] = sequence, digest
        self.entries += 1
        if self.entries % PROGRESS_EVERY == 0:
            print(f"{self.entries:,} …", file=sys.stderr, flush=True)
        if receipt in self.papers and symbols(self.papers[receipt]) == check_code(digest):
            del self.papers[receipt]
        body = as_object(written)
        if written != canonical(body):
            self.found("body", receipt)
        request = hash((book, body.get("request")))
        if request in self.requests:
            self.found("request", receipt)
        self.requests.add(request)
        try:
            self.move(book, receipt, body)
        except (KeyError, TypeError, ValueError, AttributeError):
            self.found("body", receipt)

    # What is moved

    def move(self, book: str, receipt: str, body: Body) -> None:
        for commodity, source, target, quantity in moves(book, body):
            if type(quantity) is not int or quantity <= 0 or source == target:
                self.found("move", receipt)
                continue
            for account, change in ((source, -quantity), (target, quantity)):
                self.balances[account, commodity] = self.balances.get((account, commodity), 0) + change
        if body["kind"] == "reversal":
            self.reversed.setdefault(body["of"], {})[receipt] = body["original"]

    # What the ledger said of it

    def compare(self, said: Body) -> None:
        heads = {book: (last, bytes.fromhex(digest)) for book, (last, digest) in said["heads"].items() if last}
        for book in sorted(heads.keys() | self.heads.keys()):
            if heads.get(book) != self.heads.get(book):
                self.found("head", book)
        held = {(account, commodity): quantity for account, commodity, quantity in said["balances"]}
        mine = {key: quantity for key, quantity in self.balances.items() if quantity}
        for key in sorted(held.keys() | mine.keys()):
            if held.get(key, 0) != mine.get(key, 0):
                self.found("balance", " ".join(key))
        for name, book in (("ledger", held), ("checker", mine)):
            for commodity in sorted({commodity for _, commodity in book}):
                if sum(quantity for (_, of), quantity in book.items() if of == commodity):
                    self.found("conserved", f"{commodity} ({name})")

    def look_at_originals(self, path: Path) -> None:
        """A reversal carries what its original said that matters, which must be what that entry says in its book."""
        missing = set(self.reversed)
        with path.open(encoding="utf-8") as file:
            for line in file:
                said = as_object(line)
                receipt = f"{said['book']}-{said['sequence']:06d}" if "book" in said else ""
                if receipt in missing:
                    missing.remove(receipt)
                    body = as_object(said["body"])
                    moved = [*moves(said["book"], body)]
                    for reversal, original in self.reversed[receipt].items():
                        if {**body, **original} != body or [*moves(said["book"], original)] != moved:
                            self.found("original", reversal)
        for receipt in sorted(missing):
            self.found("original", min(self.reversed[receipt]))

    def look_for_second_reversals(self) -> None:
        """Books that did not know of each other may have taken an entry back twice; one is then taken back itself."""
        for reversals in self.reversed.values():
            standing = sorted(reversal for reversal in reversals if reversal not in self.reversed)
            if len(standing) > 1:
                self.found("original", standing[-1])


# What each kind of entry moves


def moves(book: str, body: Body) -> Moves:
    of_kind = KINDS.get(body["kind"])
    return of_kind(book, body) if of_kind else iter(())


def holder(body: Body) -> str:
    return f"household:{body['household']}" if body.get("household") else f"unclaimed:{body['card']}"


def drop_off(book: str, body: Body) -> Moves:
    point, community, account = body["point"], f"community:{body['community']}@{book}", holder(body)
    for line in body["lines"]:
        yield from some(line["material"], community, f"stock:{point}", line["grams"])
        yield from some(line["material"], community, f"returned:{point}", line.get("rejected", 0))
    earned = sum(line["credits"] for line in body["lines"])
    yield from some(CREDITS, f"issued:{book}", account, earned)
    if earned:
        yield from some(CREDITS, account, f"redeemed:{book}:cash", body.get("paid", 0))
        if "gift" in body:
            yield from some(CREDITS, account, f"household:{body['gift']}", body.get("given", earned))


def redemption(book: str, body: Body) -> Moves:
    yield CREDITS, holder(body), f"redeemed:{book}:{body['for']}", body["amount"]


def transfer(_book: str, body: Body) -> Moves:
    yield CREDITS, holder(body), f"household:{body['to']}", body["amount"]


def load(book: str, body: Body) -> Moves:
    point, community = body.get("point", ""), body.get("community", "")
    source = f"stock:{point}" if point else f"community:{community}@{book}"
    for line in body["lines"]:
        yield from some(line["material"], source, f"destination:{body['destination']}@{book}", line["grams"])
        yield from some(line["material"], f"stock:{point}", f"shrinkage:{point}", line.get("shrinkage", 0))


def stock_count(_book: str, body: Body) -> Moves:
    for line in body["lines"]:
        yield from some(line["material"], f"stock:{body['point']}", f"shrinkage:{body['point']}", line["shrinkage"])


def opening_balance(book: str, body: Body) -> Moves:
    yield from some(CREDITS, f"opening:{book}", holder(body), body["amount"])


def opening_stock(book: str, body: Body) -> Moves:
    for line in body["lines"]:
        yield from some(line["material"], f"opening:{book}", f"stock:{body['point']}", line["grams"])


def carried_over(book: str, body: Body) -> Moves:
    community, carried = f"community:{body['community']}@{book}", f"carried:{book}"
    destination = f"destination:{body.get('destination')}@{book}"
    source, target = {"received": (community, carried), "dispatched": (carried, destination)}.get(
        body["flow"], (community, destination)
    )
    for line in body["lines"]:
        yield from some(line["material"], source, target, line["grams"])


def rate_settled(book: str, body: Body) -> Moves:
    for line in body["lines"]:
        yield from some(CREDITS, f"issued:{book}", line["account"], line["credits"])


def card_settled(_book: str, body: Body) -> Moves:
    yield from some(CREDITS, f"unclaimed:{body['card']}", f"household:{body['household']}", body["amount"])


def balance_settled(book: str, body: Body) -> Moves:
    yield CREDITS, f"issued:{book}", holder(body), body["amount"]


def household_joined(_book: str, body: Body) -> Moves:
    yield from some(CREDITS, f"household:{body['joined']}", f"household:{body['household']}", body["amount"])


def reversal(_book: str, body: Body) -> Moves:
    """All that the original moved, moved back, from whatever its accounts became since."""
    became = body.get("accounts", {})
    original = moves(body["of"].rpartition("-")[0], body["original"])
    back = [(what, to, source, much) for what, source, to, much in original]
    for line in body.get("settled", ()):
        back += some(CREDITS, line["account"], f"issued:{line['origin']}", line["credits"])
    for what, source, to, much in back:
        if became.get(source, source) != became.get(to, to):
            yield what, became.get(source, source), became.get(to, to), much


def some(commodity: str, source: str, target: str, quantity: int) -> Moves:
    """A movement of nothing is none; one below zero goes the other way."""
    if quantity:
        yield (commodity, source, target, quantity) if quantity > 0 else (commodity, target, source, -quantity)


KINDS: dict[str, Callable[[str, Body], Moves]] = {
    "drop-off": drop_off,
    "redemption": redemption,
    "transfer": transfer,
    "load": load,
    "stock-count": stock_count,
    "opening-balance": opening_balance,
    "opening-stock": opening_stock,
    "carried-over": carried_over,
    "rate-settled": rate_settled,
    "card-settled": card_settled,
    "balance-settled": balance_settled,
    "household-joined": household_joined,
    "reversal": reversal,
}


# How things are written


def as_object(text: str) -> Body:
    try:
        said = json.loads(text)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def canonical(body: Body) -> str:
    """The one way to write a body: sorted keys, no blanks, whole numbers and texts only."""
    return json.dumps(plain(body), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def plain(value: Any) -> Any:
    """Leave as they are whole numbers, texts and what is made of them; anything else is written otherwise."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value if type(value) in (int, str) else f"not allowed: {value!r}"


def check_code(digest: bytes) -> str:
    """The first 80 bits of a digest, as a slip shows them, without the dashes."""
    bits = int.from_bytes(digest[:10], "big")
    return "".join(CROCKFORD[bits >> shift & 31] for shift in range(75, -1, -5))


def symbols(typed: str) -> str:
    kept = "".join(character for character in typed.upper() if character.isalnum())
    return kept.translate(str.maketrans("OIL", "011"))


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0].startswith("-"):
        print(__doc__)
        return 2
    papers = {receipt.upper(): code for receipt, _, code in (paper.partition("=") for paper in arguments[1:])}
    checker = Checker(papers)
    try:
        checker.check(Path(arguments[0]))
    except (OSError, UnicodeDecodeError, KeyError, TypeError, ValueError, AttributeError) as failure:
        print(f"{arguments[0]}: {failure!r}", file=sys.stderr)
        return 2
    for wrong, where in checker.findings:
        print(f"{where}: {WRONG[wrong]}")
    for book, (last, digest) in sorted(checker.heads.items()):
        code = check_code(digest)
        print(f"{book}-{last:06d}={'-'.join(code[start : start + 4] for start in range(0, 16, 4))}")
    if not checker.findings:
        print(f"Entries / รายการ: {checker.entries:,}. Everything agrees / ตรงกันทุกรายการ")
    return 1 if checker.findings else 0


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]  # as Python made them
    sys.exit(main(sys.argv[1:]))
