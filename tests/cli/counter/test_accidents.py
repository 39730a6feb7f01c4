"""Power cuts, full disks, lost ledgers and clocks: one sentence, and what was weighed is still there."""

import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cli.counter.conftest import AtTheCounter
from tests.support.intruder import Intruder
from tests.support.town import Town
from wasteledger import errors
from wasteledger.recording.drop_offs import Weighing
from wasteledger_cli.counter.drafts import Drafts
from wasteledger_cli.counter.serving import serve
from wasteledger_cli.counter.visit import Visit

Open = Callable[..., AtTheCounter]


def balance(town: Town) -> int:
    return town.ledger.balance(town.card).value


def test_what_was_not_booked_is_offered_back_once_and_gone_on_with(open_counter: Open, counter_town: Town) -> None:
    open_counter().type(serve, counter_town.card, "PET 1", "PET 2")

    again = open_counter()
    again.type(serve, "1", "", "")

    assert again.said("K07/0001", "2", "24.00")
    assert balance(counter_town) == 2400
    assert "Left over" not in "".join(open_counter().type(serve))


def test_what_was_not_booked_may_be_thrown_away(open_counter: Open, counter_town: Town) -> None:
    open_counter().type(serve, counter_town.card, "PET 1")

    open_counter().type(serve, "2")

    assert balance(counter_town) == 0
    assert open_counter().counter.drafts.open_visits() == []


def test_a_booking_whose_answer_was_lost_is_not_booked_again_though_it_was_weighed_on(
    open_counter: Open, counter_town: Town
) -> None:
    at_the_counter = open_counter()
    at_the_counter.type(serve, counter_town.card, "PET 1", "**")
    (visit,) = at_the_counter.counter.drafts.open_visits()
    counter_town.ledger.record_drop_off(card=visit.card, weighings=tuple(visit.lines), request_id=visit.request)
    at_the_counter.counter.visits = [visit]

    at_the_counter.type(serve, ".1")

    assert balance(counter_town) == 800
    assert at_the_counter.counter.visits == []


def test_what_waited_in_the_queue_still_waits(open_counter: Open, counter_town: Town) -> None:
    open_counter().type(serve, counter_town.card, "PET 1", "**")

    again = open_counter()
    again.type(serve, ".1", "", "")

    assert balance(counter_town) == 800


def test_what_was_booked_before_the_power_went_is_shown_and_not_booked_again(
    open_counter: Open, counter_town: Town
) -> None:
    counter = open_counter().counter
    visit = Visit(number=1, card=counter_town.card, household="K07/0001", lines=[Weighing("PET", 1_000)])
    counter.keep(visit)
    counter_town.ledger.record_drop_off(card=visit.card, weighings=tuple(visit.lines), request_id=visit.request)
    before = counter_town.ledger.status().entries

    again = open_counter()
    again.type(serve)

    assert again.said("K07-0000", "8.00")
    assert counter_town.ledger.status().entries == before
    assert again.counter.drafts.open_visits() == []


def test_a_visit_kept_by_another_version_is_put_aside(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path)
    (tmp_path / "1.visit").write_text('{"number": 1, "sieve": 3}\n', encoding="utf-8")
    (tmp_path / "2.visit").write_text("{", encoding="utf-8")

    assert drafts.open_visits() == []
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".unreadable"] * 2


def test_a_line_broken_off_by_a_power_cut_leaves_the_visit_as_it_stood_before(tmp_path: Path) -> None:
    drafts, visit = Drafts(tmp_path), Visit(number=1, card="K07/0001", lines=[Weighing("PET", 1_000)])
    drafts.keep(visit)
    visit.lines.append(Weighing("PET", 2_000))
    drafts.keep(visit)
    (path,) = tmp_path.iterdir()
    whole = path.read_bytes()

    found = []
    for length in range(whole.index(b"\n", 1) + 1, len(whole) + 1):
        path.write_bytes(whole[:length])
        (kept,) = drafts.open_visits()
        found.append(len(kept.lines))
    path.write_bytes(whole[:-9])
    drafts.keep(visit)

    assert found == [1] * (len(found) - 1) + [2]
    assert [kept.lines for kept in drafts.open_visits()] == [visit.lines]


def test_no_name_is_kept_with_a_visit(open_counter: Open, tmp_path: Path) -> None:
    open_counter().type(serve, "ป้ามะลิ", "PET 1", "**")

    kept = [path.read_text(encoding="utf-8") for path in (tmp_path / "drafts").iterdir()]

    assert kept
    assert "\\u" not in "".join(kept)


@pytest.mark.skipif(sys.platform == "win32", reason="nothing is so full on Windows")
def test_a_disk_that_keeps_nothing_is_said_and_the_visit_goes_on(open_counter: Open, counter_town: Town) -> None:
    at_the_counter = open_counter()
    at_the_counter.counter.drafts = Drafts(Path(counter_town.database) / "drafts")

    at_the_counter.type(serve, counter_town.card, "PET 1", "", "")

    assert at_the_counter.bells == 1
    assert balance(counter_town) == 800


def test_a_locked_ledger_is_a_sentence_and_enter_tries_again(
    open_counter: Open, counter_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wasteledger.storage.database.LOCK_WAIT_SECONDS", 0.1)
    at_the_counter = open_counter()
    intruder = Intruder(counter_town.database)
    intruder.run("BEGIN IMMEDIATE")
    unlock = at_the_counter.counter.screen.refuse

    def refuse(refusal: errors.Refusal) -> None:
        unlock(refusal)
        intruder.run("ROLLBACK")

    monkeypatch.setattr(at_the_counter.counter.screen, "refuse", refuse)

    at_the_counter.type(serve, counter_town.card, "PET 1", "", "", "")
    intruder.close()

    assert at_the_counter.said("Another program holds the ledger")
    assert balance(counter_town) == 800


def test_a_ledger_taken_away_books_nothing_and_the_visit_waits(open_counter: Open, counter_town: Town) -> None:
    at_the_counter = open_counter()
    away = f"{counter_town.database}.away"
    at_the_counter.type(serve, counter_town.card, "PET 1")
    Path(counter_town.database).rename(away)

    at_the_counter.type(serve, "1", "", "", "", "***")
    Path(away).rename(counter_town.database)

    assert at_the_counter.said("is gone:")  # the sentence goes on, perhaps on the next line
    assert not at_the_counter.said("init")
    assert balance(counter_town) == 0
    open_counter().type(serve, ".1", "", "")
    assert balance(counter_town) == 800


def test_a_clock_that_fell_back_is_put_right_by_typing_the_time(open_counter: Open, counter_town: Town) -> None:
    at_the_counter = open_counter()
    counter_town.clock.now -= timedelta(hours=1)

    at_the_counter.type(serve, counter_town.card, "PET 1", "", "", "15/3/2569 10:15")

    body = counter_town.ledger.entry(f"K07-{counter_town.ledger.status().entries}").body
    assert (body["recorded"], body["balance"]) == ("2026-03-15T03:15:00Z", 800)


def test_a_second_copy_is_written_in_the_same_press_and_a_missing_stick_is_one_line(
    open_counter: Open, counter_town: Town, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    at_the_counter = open_counter(copies=str(stick / "copy"))
    at_the_counter.type(serve, counter_town.card, "PET 1", "", "")
    assert any(stick.rglob("K07.journal"))

    for path in sorted(stick.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    stick.rmdir()
    at_the_counter.type(serve, counter_town.card, "PET 1", "", "")

    assert at_the_counter.bells == 1
    assert balance(counter_town) == 1600


def test_the_pipe_that_ends_in_the_middle_of_a_visit_loses_nothing(open_counter: Open, counter_town: Town) -> None:
    open_counter().type(serve, counter_town.card, "PET 1", stop=False)

    open_counter().type(serve, "1", "", "")

    assert balance(counter_town) == 800
