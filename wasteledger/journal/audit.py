"""The audit: every chain verified, every projection folded anew and compared, the seal and the orphans looked at."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, select

from wasteledger.journal import chain
from wasteledger.journal.findings import MESSAGES, Finding, Wrong
from wasteledger.journal.helping import verified
from wasteledger.journal.states import STATES
from wasteledger.journal.streaming import in_key_order, stream
from wasteledger.journal.verifying import MASK, Progress, Share, passbook_mark
from wasteledger.storage import tables
from wasteledger.storage.fingerprint import differences, expected_fingerprint, fingerprint

__all__ = ["MESSAGES", "Audit", "Finding", "Wrong", "audit"]


@dataclass(slots=True)
class Audit:
    """What an audit looked at and found."""

    entries: int = 0
    books: int = 0
    findings: list[Finding] = field(default_factory=list)
    seal_compared: bool = True
    """Whether the database's user was allowed to compare the seal and the schema with fresh ones."""

    @property
    def clean(self) -> bool:
        return not self.findings

    @property
    def exit_code(self) -> int:
        return min((int(finding.wrong) for finding in self.findings), default=0)

    def found(self, wrong: Wrong, where: object) -> None:
        self.findings.append(Finding(wrong, str(where)))


def audit(connection: Connection, progress: Progress = lambda _: None, *, processes: int = 1) -> Audit:
    """Verify everything a ledger holds; of each book the first wrong entry is named, the worst of all first.

    Memory grows with the town (households, materials, days), not with the number of entries.

    Args:
        connection: one that reads; its view of the ledger is what is audited.
        progress: told how many entries are done.
        processes: how many may share the work of a long journal.
    """
    municipality = bytes(connection.scalar(select(tables.municipality.c.id)) or b"")
    share = verified(connection, municipality, progress, processes)
    result = Audit(share.entries, findings=[finding for _, finding in share.findings])
    _compare_heads(result, connection, share)
    _compare_projections(result, connection, share)
    _look_at_seal(result, connection)
    _look_for_orphans(result, connection)
    result.findings.sort(key=lambda finding: finding.wrong)
    progress(result.entries)
    return result


def _compare_heads(result: Audit, connection: Connection, share: Share) -> None:
    heads = dict(share.heads)
    for row in connection.execute(select(tables.origin)):
        result.books += 1
        first = (0, chain.first_digest(share.municipality, row.code), "")
        if (row.sequence, bytes(row.digest), row.recorded_at) != heads.pop(row.code, first):
            result.found(Wrong.GAP, row.code)
    for code in heads:
        result.found(Wrong.ORPHAN, code)


def _compare_projections(result: Audit, connection: Connection, share: Share) -> None:
    _compare_sums(result, connection, tables.balance, {key: (quantity,) for key, quantity in share.balances.items()})
    _compare_sums(result, connection, tables.daily_total, share.totals)
    _compare_passbook(result, connection, share.passbook)
    for name, table in STATES.items():
        _compare_rows(result, connection, table, share.states.by_primary_key(name))
    mark = tables.reference_mark
    if (connection.scalar(select(mark.c.turn)) or 0) < share.states.highest_turn:
        result.found(Wrong.PROJECTION, mark.name)


def _compare_sums(result: Audit, connection: Connection, table: Table, expected: dict[Any, tuple[int, ...]]) -> None:
    """Compare a table of sums row by row; a row of zeros may be there or not."""
    width = len(table.primary_key.columns)
    left = dict(expected)
    for row in stream(connection, in_key_order(table)):
        if left.pop(tuple(row[:width]), (0,) * (len(row) - width)) != tuple(row[width:]):
            result.found(Wrong.PROJECTION, f"{table.name} {'|'.join(row[:width])}")
            return
    for key, sums in left.items():
        if any(sums):
            result.found(Wrong.PROJECTION, f"{table.name} {'|'.join(key)}")
            return


def _compare_passbook(result: Audit, connection: Connection, expected: dict[str, int]) -> None:
    left = dict(expected)
    for account, *line in stream(connection, in_key_order(tables.passbook)):
        left[account] = (left.get(account, 0) - passbook_mark(*line)) & MASK
    wrong = sorted(account for account, rest in left.items() if rest)
    if wrong:
        result.found(Wrong.PROJECTION, f"passbook {wrong[0]}")


def _compare_rows(
    result: Audit, connection: Connection, table: Table, expected: dict[tuple[object, ...], dict[str, object]]
) -> None:
    left = dict(expected)
    for row in stream(connection, in_key_order(table)):
        key = tuple(row._mapping[column.name] for column in table.primary_key.columns)  # noqa: SLF001  # its public name
        if left.pop(key, None) != dict(row._mapping):  # noqa: SLF001
            result.found(Wrong.PROJECTION, f"{table.name} {'|'.join(map(str, key))}")
            return
    for key in left:
        result.found(Wrong.PROJECTION, f"{table.name} {'|'.join(map(str, key))}")
        return


def _look_at_seal(result: Audit, connection: Connection) -> None:
    expected = expected_fingerprint(connection)
    result.seal_compared = expected is not None
    wrong = differences(fingerprint(connection), expected) if expected else []
    if wrong:
        result.found(Wrong.SEAL, ", ".join(wrong))


def _look_for_orphans(result: Audit, connection: Connection) -> None:
    """People's names kept for nobody, or for somebody who was to be forgotten."""
    for contact in _orphaned_contacts(connection):
        result.found(Wrong.ORPHAN, f"contact {contact}")


def _orphaned_contacts(connection: Connection) -> Iterator[str]:
    contact, household = tables.contact.c, tables.household.c
    query = (
        select(contact.household)
        .outerjoin_from(tables.contact, tables.household, household.number == contact.household)
        .where(household.number.is_(None) | (household.forgotten == 1))
    )
    yield from connection.execute(query).scalars()
