"""How fast a point's bundle is merged at the office: ``bench_merging.py [DROP_OFFS]``.

From the file on the stick to the commit: signature, hashes, every digest, every body, all figures. The reference is the
bulk import of the same drop-offs at the point, in the same run. On PostgreSQL a server of its own is started. The best
of some rounds counts, as a shared machine only ever makes things slower.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks import making
from tests.support import postgresql
from wasteledger.exchange.keys import make_keys, write_public
from wasteledger.ledger import Ledger, join
from wasteledger.recording.drop_offs import DropOff

DROP_OFFS = 50_000
ROUNDS = 3
MARK_SQLITE, MARK_POSTGRESQL, MARK_AGAIN = 15_000, 8_000, 100_000
POINT = "P1"


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else DROP_OFFS
    with tempfile.TemporaryDirectory(prefix="wl-") as name:
        folder = Path(name)
        start = folder / "start.db"
        bulk, bundle = _booked_at_the_point(folder, str(start), count)
        lines = [("bulk import at the point, SQLite", f"{count / bulk:,.0f}/s", "", "", "")]
        times = [_merged(making.copied(start, folder / "office.db"), folder, bundle) for _ in range(ROUNDS)]
        lines += _lines("SQLite", count, bulk, times, MARK_SQLITE)
        try:
            server = postgresql.server_url(folder)
        except postgresql.NoServer as reason:
            lines.append((f"PostgreSQL: not measured, {reason}", "", "", "", ""))
        else:
            with postgresql.fresh_database(server) as made:
                url = made
                bulk, bundle = _booked_at_the_point(folder / "postgresql", url, count)
                times = []
                for _ in range(ROUNDS):
                    with postgresql.fresh_database(server, url) as copy:
                        times.append(_merged(copy, folder / "postgresql", bundle))
            lines += _lines("PostgreSQL", count, bulk, times, MARK_POSTGRESQL)
        postgresql.stop_server(folder)
        size = bundle.stat().st_size / count
        making.table(f"{count:,} drop-offs in one bundle, {size:.0f} bytes each", lines)


def _booked_at_the_point(folder: Path, office: str, count: int) -> tuple[float, Path]:
    """Found a town, enrol a point, let it join and book, and write its bundle; return the seconds of booking."""
    folder.mkdir(exist_ok=True)
    town = making.found(office)
    public, first, bundle = folder / "P1.keys.json", folder / "first.wlb", folder / "morning.wlb"
    write_public(make_keys(folder / "at the point", POINT), public)
    town.ledger.enrol_origin(public, keys=folder / "at the office", point="P01")
    town.ledger.sync_export(first, keys=folder / "at the office", to=POINT)
    town.ledger.close()
    join(folder / "point.db", first, origin=POINT, keys=folder / "at the point", is_office=lambda _: True)
    with Ledger.open(folder / "point.db", operator=making.OFFICE, clock=lambda: making.NOW) as point:
        commands = list(making.drop_offs(making.Town(point, town.cards), count))
        seconds = _timed(lambda: making.book_all(point, DropOff, commands))
        point.sync_export(bundle, keys=folder / "at the point")
    return seconds, bundle


def _merged(office: Path | str, folder: Path, bundle: Path) -> tuple[float, float]:
    """Seconds of importing a bundle, and of importing it again."""
    with Ledger.open(office, operator=making.OFFICE, clock=lambda: making.NOW) as ledger:
        first = _timed(lambda: ledger.sync_import(bundle, keys=folder / "at the office"))
        return first, _timed(lambda: ledger.sync_import(bundle, keys=folder / "at the office"))


def _lines(
    kind: str, count: int, bulk: float, times: list[tuple[float, float]], mark: int
) -> list[tuple[str, str, str, str, str]]:
    first, again = (min(column) for column in zip(*times, strict=True))
    reference = f"{count / bulk:,.0f}/s"
    return [
        (f"merged, {kind}", f"{count / first:,.0f}/s", reference, f"{bulk / first:.2f}", f"{mark:,}/s"),
        (f"merged again, {kind}", f"{count / again:,.0f}/s", reference, f"{bulk / again:.2f}", f"{MARK_AGAIN:,}/s"),
    ]


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
