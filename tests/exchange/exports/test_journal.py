"""The journal for auditors, checked by a program that knows nothing of ours; whoever tampers with it is found."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.support.databases import on_sqlite
from tests.support.town import Town
from wasteledger import errors
from wasteledger.exchange.exports.check_journal import KINDS, WRONG
from wasteledger.exchange.exports.journal import CHECKER
from wasteledger.journal.chain import canonical, first_digest, next_digest, origin_field
from wasteledger.journal.fold.movements import _KINDS as MOVING

Line = dict[str, Any]
Tamper = Callable[["Exported"], object]


@dataclass
class Exported:
    """The lines of an exported file, to be tampered with."""

    path: Path
    lines: list[Line]

    @property
    def entries(self) -> list[Line]:
        return self.lines[1:-1]

    def of_kind(self, kind: str) -> Line:
        return next(line for line in self.entries if json.loads(line["body"])["kind"] == kind)

    def change(self, kind: str, change: Callable[[Line], None]) -> None:
        line = self.of_kind(kind)
        body = json.loads(line["body"])
        change(body)
        line["body"] = canonical(body).decode()

    def chain_anew(self) -> None:
        """Do what a forger does: number and hash every book once more."""
        municipality, heads = bytes.fromhex(self.lines[0]["municipality"]), dict[str, tuple[int, bytes]]()
        for line in self.entries:
            book = line["book"]
            number, digest = heads.get(book, (0, first_digest(municipality, book)))
            digest = next_digest(origin_field(book), number + 1, digest, line["body"].encode())
            heads[book] = number + 1, digest
            line |= {"sequence": number + 1, "digest": digest.hex()}
        said = {book: [number, digest.hex()] for book, (number, digest) in heads.items()}
        self.lines[-1] |= {"entries": len(self.entries), "heads": said}

    def check(self, *receipts: str) -> tuple[int, set[str]]:
        """The checker's exit code and what it found, run by a Python that has only its own library."""
        self.path.write_text("".join(json.dumps(line) + "\n" for line in self.lines), encoding="utf-8")
        command = [sys.executable, "-I", "-S", str(self.path.with_name(CHECKER)), str(self.path), *receipts]
        said = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=self.path.parent, check=False)
        assert "Traceback" not in said.stderr
        return said.returncode, {wrong for wrong, sentence in WRONG.items() if sentence in said.stdout}


@pytest.fixture
def exported(full_town: Town, tmp_path: Path) -> Exported:
    path = tmp_path / "auditor" / "books.jsonl"
    full_town.ledger.export_journal(path)
    return Exported(path, [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()])


def test_books_as_they_are_agree_also_with_the_slips_that_people_hold(full_town: Town, exported: Exported) -> None:
    slips = [f"{entry.receipt}={entry.check_code}" for entry in map(full_town.ledger.entry, ("K07-000007", "K07-80"))]

    assert exported.check(*slips) == (0, set())


def test_whatever_people_did_agrees(random_town: Town, tmp_path: Path) -> None:
    written = random_town.ledger.export_journal(tmp_path / "books.jsonl")

    lines = [json.loads(line) for line in (tmp_path / "books.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(lines) == written + 2
    assert Exported(tmp_path / "books.jsonl", lines).check() == (0, set())


def test_the_file_says_that_it_is_confidential_and_holds_no_names(exported: Exported) -> None:
    assert "ลับ" in exported.lines[0]["confidential"]
    assert "มะลิ" not in json.dumps(exported.lines, ensure_ascii=False)


def test_the_checker_knows_every_kind_that_moves_something() -> None:
    assert KINDS.keys() == MOVING.keys()


def _set(kind: str, **said: object) -> Tamper:
    return lambda exported: exported.change(kind, lambda body: body.update(said))


def _pet_doubled(exported: Exported) -> None:
    exported.change("drop-off", lambda body: body["lines"][0].update(grams=2 * body["lines"][0]["grams"]))


def _end(**said: object) -> Tamper:
    return lambda exported: exported.lines[-1].update(said)


def _balance_raised(exported: Exported) -> None:
    exported.lines[-1]["balances"][0][2] += 100


TAMPERED: dict[str, tuple[Tamper, set[str]]] = {
    "a weight doubled": (_pet_doubled, {"chain", "balance"}),
    "an amount raised": (_set("redemption", amount=9_999), {"chain", "balance"}),
    "another operator": (_set("transfer", operator="99"), {"chain"}),
    "a digest of its own": (lambda exported: exported.entries[5].update(digest="00" * 32), {"chain"}),
    "an entry taken out": (lambda exported: exported.lines.pop(50), {"gap", "chain"}),
    "an entry twice": (lambda exported: exported.lines.insert(50, exported.lines[50]), {"gap", "chain", "request"}),
    "two entries exchanged": (lambda exported: exported.lines.insert(40, exported.lines.pop(41)), {"gap", "chain"}),
    "the newest entry taken out": (lambda exported: exported.lines.pop(-2), {"head"}),
    "the end cut off": (lambda exported: exported.lines.pop(), {"end"}),
    "the header of something else": (lambda exported: exported.lines[0].update(format="other"), {"header"}),
    "another town": (lambda exported: exported.lines[0].update(municipality="00" * 16), {"chain"}),
    "a line that is no entry": (lambda exported: exported.lines.insert(9, {"note": "x"}), {"line"}),
    "something after the end": (lambda exported: exported.lines.append(exported.lines[-1]), {"line"}),
    "a balance raised": (_balance_raised, {"balance", "conserved"}),
    "a balance left out": (_end(balances=[]), {"balance"}),
    "another head": (_end(heads={"K07": [81, "00" * 32]}), {"head"}),
    "a book kept back": (_end(heads={}), {"head"}),
}


@on_sqlite
@pytest.mark.parametrize("case", TAMPERED)
def test_tampering_is_found(exported: Exported, case: str) -> None:
    tamper, expected = TAMPERED[case]
    tamper(exported)

    code, found = exported.check()

    assert code == 1
    assert expected <= found


def _blanks(exported: Exported) -> None:
    line = exported.of_kind("drop-off")
    line["body"] = line["body"].replace(",", ", ", 1)


def _float(exported: Exported) -> None:
    line = exported.of_kind("transfer")
    line["body"] = line["body"].replace('"amount":250', '"amount":250.0')


def _reversed_once_more(exported: Exported) -> None:
    again = dict(exported.of_kind("reversal"))
    again["body"] = again["body"].replace('"request":"', '"request":"x')
    exported.lines.insert(-1, again)


def _request_repeated(exported: Exported) -> None:
    exported.change(
        "transfer", lambda body: body.update(request=json.loads(exported.of_kind("load")["body"])["request"])
    )


def _original_changed(exported: Exported) -> None:
    exported.change("reversal", lambda body: body["original"].update(amount=1))


FORGED: dict[str, tuple[Tamper, str]] = {
    "a weight doubled": (_pet_doubled, "balance"),
    "an amount below zero": (_set("transfer", amount=-250), "move"),
    "nothing transferred": (_set("transfer", amount=0), "move"),
    "a transfer to the same household": (_set("transfer", to="K07/0001"), "move"),
    "another way to write a body": (_blanks, "body"),
    "a number with a point": (_float, "body"),
    "a weight that is missing": (_set("load", lines=[{}]), "body"),
    "a reversal of something else": (_original_changed, "original"),
    "a reversal of nothing": (_set("reversal", of="K07-999999"), "original"),
    "a second reversal": (_reversed_once_more, "original"),
    "one request twice": (_request_repeated, "request"),
    "a drop-off taken out": (lambda exported: exported.lines.remove(exported.of_kind("drop-off")), "balance"),
}


@on_sqlite
@pytest.mark.parametrize("case", FORGED)
def test_a_forger_who_chains_everything_anew_is_found(exported: Exported, case: str) -> None:
    tamper, expected = FORGED[case]
    tamper(exported)
    exported.chain_anew()

    code, found = exported.check()

    assert code == 1
    assert expected in found
    assert "chain" not in found


def test_a_whole_new_history_is_found_only_by_the_paper_that_people_hold(full_town: Town, exported: Exported) -> None:
    slip = full_town.ledger.entry("K07-000060")
    _set("drop-off", operator="99")(exported)
    exported.chain_anew()

    assert exported.check() == (0, set())
    assert exported.check(f"{slip.receipt}={slip.check_code}") == (1, {"receipt"})


def test_a_file_that_is_none_is_said_in_one_line(exported: Exported) -> None:
    command = [sys.executable, "-I", "-S", str(exported.path.with_name(CHECKER)), "nowhere.jsonl"]

    said = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)

    assert (said.returncode, len(said.stderr.splitlines())) == (2, 1)


def test_the_checker_beside_the_file_is_the_one_that_is_shipped(exported: Exported) -> None:
    from wasteledger.exchange.exports import check_journal  # noqa: PLC0415

    digests = {
        sha256(Path(str(path)).read_bytes()).digest()
        for path in (check_journal.__file__, exported.path.with_name(CHECKER))
    }
    assert len(digests) == 1


def test_a_folder_that_can_t_be_made_leaves_nothing(full_town: Town, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")

    with pytest.raises(errors.FileNotWritten):
        full_town.ledger.export_journal(tmp_path / "taken" / "books.jsonl")
