"""Books of other computers at the keyboard: keys made at the point, enrolled, revoked and admitted at the office."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.clock import Clock
from tests.support.command_line import Run, Said
from tests.support.nodes import begin_node, carry
from tests.support.town import ORIGIN, STAFF, Town
from wasteledger.ledger import Ledger
from wasteledger.recording.drop_offs import Weighing
from wasteledger.storage.database import Database

Refused = Callable[..., Said]


@pytest.fixture
def enrolled(at_the_office: Run, tmp_path: Path) -> Said:
    """A laptop's keys, made there and enrolled at the office."""
    public = str(tmp_path / "K08.keys.json")
    made = at_the_office("origin", "keys", "k08", "--keys", str(tmp_path / "laptop"), "--to", public)
    assert made.code == 0, made.err
    said = at_the_office("origin", "enrol", public, "--point", "P01", "--format", "json")
    assert said.code == 0, said.err
    return said


@pytest.fixture
def lost(enrolled: Said, closed_town: Town, at_the_office: Run, tmp_path: Path, clock: Clock) -> Run:
    """The laptop was lost, and what it wrote since has come."""
    assert enrolled.code == 0
    assert at_the_office("origin", "revoke", "K08").code == 0
    with (
        closing(Database(closed_town.database)) as office,
        closing(begin_node(str(tmp_path / "K08.db"), closed_town.database, "K08")) as node,
    ):
        carry(office, node, ORIGIN, vouched=True)
        with Ledger.open(node.name, operator=STAFF, clock=clock) as ledger:
            ledger.record_drop_off(card=closed_town.card, weighings=(Weighing("PET", 5_000),))
        carry(node, office, "K08")
    return at_the_office


def test_keys_are_made_once_and_their_public_half_as_often_as_it_is_lost(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    first = run("origin", "keys", "K08", "--format", "json").data
    assert first == {
        "origin": "K08",
        "fingerprint": first["fingerprint"],
        "file": "K08.keys.json",
        "keys": str(tmp_path / "keys"),
    }
    (tmp_path / "K08.keys.json").unlink()
    assert run("origin", "keys", "K08", "--format", "json").data == first
    assert (tmp_path / "K08.keys.json").is_file()
    said = run("origin", "keys", "K08")
    assert f"Take K08.keys.json to the office, and compare the fingerprint there: {first['fingerprint']}" in said.out


def test_the_folder_of_keys_is_a_setting_of_this_computer(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WASTELEDGER_KEYS", str(tmp_path / "said"))
    public = str(tmp_path / "public.json")
    assert run("origin", "keys", "K08", "--to", public).code == 0
    assert run("origin", "keys", "K08", "--to", public, "--keys", str(tmp_path / "option")).code == 0
    for folder in ("said", "option"):
        assert (tmp_path / folder / "K08.secret.json").is_file()


def test_both_fingerprints_are_shown_where_a_book_is_enrolled(enrolled: Said, at_the_office: Run) -> None:
    data = enrolled.data
    assert [entry["kind"] for entry in data["entries"]] == ["origin-enrolled"] * 2
    books = {book["origin"]: book for book in at_the_office("origin", "list", "--format", "json").data["origins"]}
    assert (books["K08"]["fingerprint"], books["K08"]["point"]) == (data["fingerprint"], "P01")
    assert (books[ORIGIN]["fingerprint"], books[ORIGIN]["office"]) == (data["office"], True)
    assert books["K08"]["revoked_from"] is None
    assert data["fingerprint"] in at_the_office("origin", "list", "--language", "en").out


def test_a_stand_in_takes_the_lost_ones_place(lost: Run, tmp_path: Path) -> None:
    public = str(tmp_path / "K09.keys.json")
    lost("origin", "keys", "K09", "--keys", str(tmp_path / "new"), "--to", public)
    said = lost("origin", "enrol", public, "--after", "K08", "--language", "en")
    assert "Book K09 has the keys " in said.out
    books = {book["origin"]: book for book in lost("origin", "list", "--format", "json").data["origins"]}
    assert (books["K09"]["after"], books["K09"]["point"]) == ("K08", "P01")
    assert (books["K08"]["revoked_from"], books["K08"]["aside"], books["K08"]["sequence"]) == (1, 1, 0)


def test_what_waits_is_looked_at_and_admitted(lost: Run, closed_town: Town) -> None:
    (waiting,) = lost("origin", "aside", "--format", "json").data["entries"]
    assert (waiting["receipt"], waiting["why"], waiting["kind"]) == ("K08-000001", "revoked", "drop-off")
    assert "กุญแจถูกเพิกถอน" in lost("origin", "aside", "k08").out
    (ruling,) = lost("origin", "admit", "K08-000001", waiting["check_code"], "--format", "json").data["entries"]
    assert ruling["kind"] == "entry-admitted"
    assert lost("origin", "aside", "--format", "json").data["entries"] == []
    assert lost("balance", closed_town.household, "--format", "json").data["balance"] == 4_000
    assert lost("audit").code == 0


def test_what_can_not_be_admitted_is_answered_with_what_can(lost: Run, refused: Refused) -> None:
    (waiting,) = lost("origin", "aside", "--format", "json").data["entries"]
    said = refused("origin", "admit", "K08-000002", "--language", "en")
    assert (said.code, said.err) == (
        229,
        f"K08-000002 can't be admitted: what can follow in that book is K08-000001 {waiting['check_code']}.\n",
    )


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("enrol", "{folder}/nothing.json"), 71),
        (("enrol", "{folder}/config.toml"), 226),
        (("revoke", "K07"), 56),
        (("revoke", "K99"), 56),
        (("admit", "K99-1"), 229),
    ],
)
def test_what_can_not_be_is_one_sentence(refused: Refused, tmp_path: Path, words: tuple[str, ...], code: int) -> None:
    (tmp_path / "config.toml").write_text("", encoding="utf-8")
    assert refused("origin", *(word.format(folder=tmp_path) for word in words)).code == code
