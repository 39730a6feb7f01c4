"""What travels together arrives in its order, or not at all; a line that broke is noticed, and nobody is told a lie."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy import select

from tests.support.books import contents
from tests.support.clock import Clock
from tests.support.databases import on_postgresql
from tests.support.intruder import Intruder
from tests.support.postgresql import OwnServer
from tests.support.town import OFFICE, ORIGIN, Town, found_town
from tests.support.wire import Wire
from wasteledger import errors
from wasteledger.ledger import Ledger
from wasteledger.recording.drop_offs import Weighing
from wasteledger.storage import tables
from wasteledger.storage.sending import cursor_of
from wasteledger.storage.statements import inserting

WEIGHED = (Weighing("PET", 1_000), Weighing("BEER", 12))
_LISTS = inserting(tables.community)


def community(code: str) -> tuple[object, ...]:
    return (code, "", "", None)


@pytest.fixture
def trips(monkeypatch: pytest.MonkeyPatch) -> list[Sequence[Any]]:
    """The round trips made from now on, each with its statements."""
    from wasteledger.storage import pipelines  # noqa: PLC0415  # the driver is an extra

    made: list[Sequence[Any]] = []
    travel = pipelines.travel

    def noted(driver: Any, statements: Sequence[Any]) -> Any:
        made.append(statements)
        return travel(driver, statements)

    monkeypatch.setattr(pipelines, "travel", noted)
    return made


@on_postgresql
def test_a_drop_off_takes_two_round_trips(town: Town, trips: list[Sequence[Any]]) -> None:
    town.ledger.record_drop_off(card=town.card, weighings=WEIGHED)
    trips.clear()
    (entry,) = town.ledger.record_drop_off(card=town.card, weighings=WEIGHED)
    assert [(trip[0][0], trip[-1][0].split()[0]) for trip in trips] == [("BEGIN", "SELECT"), (trips[1][0][0], "COMMIT")]
    assert town.ledger.entry(str(entry.receipt)) == entry


@on_postgresql
def test_what_waits_goes_before_whatever_is_asked_in_other_ways(town: Town, trips: list[Sequence[Any]]) -> None:
    listed = select(tables.community.c.code).order_by(tables.community.c.code)
    with town.ledger._database.writing() as connection:
        _LISTS.run(connection, cursor_of(connection), [community("C07"), community("C08")])
        assert not trips
        assert connection.execute(listed).scalars().all() == ["C01", "C02", "C07", "C08"]
        _LISTS.run(connection, cursor_of(connection), [community("C09")])
        streamed = connection.execution_options(stream_results=True).execute(listed)
        assert streamed.scalars().all()[-1] == "C09"
        _LISTS.run(connection, cursor_of(connection), [community("D01")])
        _LISTS.run(connection, cursor_of(connection), [community(f"E{number:03}") for number in range(30)])
        assert connection.exec_driver_sql("SELECT count(*) FROM community").scalar() == 36


@on_postgresql
def test_a_wrong_statement_among_others_is_told_as_itself_and_the_next_booking_is_fine(
    town: Town, intruder: Intruder, caplog: pytest.LogCaptureFixture
) -> None:
    before = contents(intruder)
    with pytest.raises(errors.DatabaseFailed, match="pk_community"), town.ledger._database.writing() as connection:  # noqa: PT012  # the COMMIT is refused
        _LISTS.run(connection, cursor_of(connection), [community("C07")])
        _LISTS.run(connection, cursor_of(connection), [community("C01")])
        _LISTS.run(connection, cursor_of(connection), [community("C08")])
    assert contents(intruder) == before
    assert town.ledger.record_drop_off(card=town.card, weighings=WEIGHED)
    assert not caplog.records


@on_postgresql
def test_what_waits_in_a_block_that_fails_is_never_said(town: Town, intruder: Intruder) -> None:
    before = contents(intruder)
    with pytest.raises(errors.NoLines), town.ledger._database.writing() as connection:  # noqa: PT012  # a verb's check
        _LISTS.run(connection, cursor_of(connection), [community("C07")])
        raise errors.NoLines
    assert town.ledger._database._writer.connection.driver_connection.info.transaction_status == 0  # type: ignore[union-attr]
    assert contents(intruder) == before


@on_postgresql
def test_a_failure_that_somebody_passes_over_is_not_taken_for_a_commit(town: Town, intruder: Intruder) -> None:
    before = contents(intruder)
    with pytest.raises(errors.DatabaseFailed), town.ledger._database.writing() as connection:  # noqa: PT012  # the COMMIT is refused
        _LISTS.run(connection, cursor_of(connection), [community("C07")])
        with pytest.raises(Exception, match="division by zero"):
            connection.exec_driver_sql("SELECT 1/0")
    assert contents(intruder) == before


@on_postgresql
def test_a_text_is_not_cut_at_its_first_nul(town: Town, intruder: Intruder) -> None:
    before = contents(intruder)
    with pytest.raises(errors.DatabaseFailed):
        town.ledger.record_drop_off(card=town.card, weighings=WEIGHED, request_id="press\0 1")
    assert contents(intruder) == before


@pytest.mark.postgresql
def test_what_a_server_restarted_meanwhile_is_asked_is_answered_at_once(own_server: OwnServer, clock: Clock) -> None:
    town = found_town(own_server.url, clock)
    with town.ledger, Ledger.open(town.database, origin=ORIGIN, operator=OFFICE, clock=clock) as reading:
        for mode in ("fast", "immediate"):
            (entry,) = town.ledger.record_drop_off(card=town.card, weighings=WEIGHED)
            own_server.stop(mode)
            with pytest.raises(errors.ServerUnreachable):
                town.ledger.record_drop_off(card=town.card, weighings=WEIGHED)
            own_server.start_again()
            assert reading.entry(str(entry.receipt)) == entry
            (after,) = town.ledger.record_drop_off(card=town.card, weighings=WEIGHED)
            assert after.receipt.sequence == entry.receipt.sequence + 1
            own_server.stop(mode)
            own_server.start_again()
            assert town.ledger.record_drop_off(card=town.card, weighings=WEIGHED)
            assert reading.audit().clean


@on_postgresql
def test_where_the_answer_to_a_commit_is_lost_the_same_request_gives_it(town: Town, intruder: Intruder) -> None:
    with Wire(town.database) as wire, Ledger.open(wire.url, operator=OFFICE, clock=town.clock) as ledger:
        for _ in range(2):
            wire.lose_the_answer_to(b"COMMIT")
            with pytest.raises(errors.RequestUnanswered) as unanswered:
                ledger.record_drop_off(card=town.card, weighings=WEIGHED)
            with pytest.raises(errors.ServerUnreachable):
                ledger.record_drop_off(card=town.card, weighings=WEIGHED)
            wire.mend()
            before = contents(intruder)["entry"]
            request = str(unanswered.value.facts["request"])
            (entry,) = ledger.record_drop_off(card=town.card, weighings=WEIGHED, request_id=request)
            assert contents(intruder)["entry"] == before
            assert entry.body["request"] == request
            assert ledger.record_drop_off(card=town.card, weighings=WEIGHED)


HOLDS_COMMITS = """
CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_advisory_xact_lock(7); RETURN NULL; END';
CREATE CONSTRAINT TRIGGER hold AFTER INSERT ON entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION hold();
"""


@on_postgresql
def test_where_the_server_died_in_mid_commit_the_same_request_books(
    town: Town, intrude: Callable[[], Intruder]
) -> None:
    holding, watching = intrude(), intrude()
    holding.run(HOLDS_COMMITS)
    refused: list[errors.Refusal] = []

    def book() -> None:
        with (
            pytest.raises(errors.RequestUnanswered) as unanswered,
            Ledger.open(town.database, operator=OFFICE, clock=town.clock) as ledger,
        ):
            ledger.record_drop_off(card=town.card, weighings=WEIGHED, request_id="once")
        refused.append(unanswered.value)

    clerk = threading.Thread(target=book)
    with holding.transaction():
        holding.run("SELECT pg_advisory_xact_lock(7)")
        clerk.start()
        watching.wait_until_waiting(1)
        watching.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
        clerk.join()
    assert refused[0].facts == {"request": "once"}
    assert watching.value("SELECT count(*) FROM entry WHERE request_id = 'once'") == 0
    assert town.ledger.record_drop_off(card=town.card, weighings=WEIGHED, request_id="once")
    assert watching.value("SELECT count(*) FROM entry WHERE request_id = 'once'") == 1
