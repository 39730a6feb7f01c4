"""Views for other divisions' tools: names and columns that stay, nobody's name, no card, no household's number.

They are made with the projections and stand in the schema's fingerprint. Small cells stand in them as they are: they
serve the town's own offices, and what is published is the data package.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, inspect

PREFIX = "open_"


@dataclass(frozen=True, slots=True)
class View:
    """One view: what it is for, what stands in its columns (in ``COLUMNS``), and how it is asked."""

    name: str
    purpose: str
    query: str


# A plain SELECT from one table is a view that PostgreSQL writes through; one that is DISTINCT or grouped is not.
_TOTALS = """CAST(sum(t.grams) AS bigint) AS grams, CAST(sum(t.credits) AS bigint) AS credits,
CAST(sum(t.lines) AS bigint) AS weighings, CAST(sum(t.entries) AS bigint) AS visits"""
_CUTS = "t.day, t.flow, t.community, t.point, t.material, m.waste_class, t.destination, t.evidence"

VIEWS = (
    View(
        "open_daily_total",
        "Grams and credits of each day by flow, community, point, material and destination.",
        f"SELECT {_CUTS}, {_TOTALS} FROM daily_total t LEFT JOIN material m ON m.code = t.material GROUP BY {_CUTS}",
    ),
    View(
        "open_household_type_month",
        "What each type of household dropped off in a month, in the whole town.",
        f"SELECT substr(t.day, 1, 7) AS month, t.household_type, {_TOTALS} FROM daily_total t "
        "WHERE t.flow = 'received' GROUP BY substr(t.day, 1, 7), t.household_type",
    ),
    View(
        "open_stock",
        "What lies at the points now.",
        "SELECT DISTINCT substr(account, 7) AS point, commodity AS material, quantity AS grams FROM balance "
        "WHERE substr(account, 1, 6) = 'stock:' AND quantity <> 0",
    ),
    View(
        "open_credit_book",
        "Where all the credits are: issued (less than zero), held, redeemed.",
        "SELECT CASE substr(account, 1, 6) WHEN 'issued' THEN 'issued' WHEN 'openin' THEN 'opening' "
        "WHEN 'househ' THEN 'held' WHEN 'unclai' THEN 'unclaimed' ELSE 'redeemed' END AS account_kind, "
        "CAST(sum(quantity) AS bigint) AS credits FROM balance WHERE commodity = 'credits' GROUP BY 1",
    ),
    View(
        "open_rate",
        "The rates, what was and what is to come too.",
        "SELECT DISTINCT material, grade, point, first_day, last_day, thousandths AS rate_thousandths FROM rate",
    ),
    View(
        "open_household_count",
        "How many households take part, by community and type.",
        "SELECT community, type AS household_type, count(*) AS households FROM household "
        "WHERE closed_on IS NULL GROUP BY community, type",
    ),
    View(
        "open_community",
        "The communities by their codes.",
        "SELECT DISTINCT code, name_th, name_en, closed_on FROM community",
    ),
    View(
        "open_point",
        "The collection points by their codes.",
        "SELECT DISTINCT code, name_th, name_en, community, closed_on FROM point",
    ),
    View(
        "open_material",
        "The materials by their codes.",
        "SELECT DISTINCT code, name_th, name_en, waste_class, unit, grams_per_unit, method, closed_on FROM material",
    ),
    View(
        "open_destination",
        "The destinations by their codes.",
        "SELECT DISTINCT code, name_th, name_en, method, proper, in_town, closed_on FROM destination",
    ),
    View(
        "open_statistic",
        "Outside figures, each with its source.",
        "SELECT DISTINCT name, place, first_day, last_day, value, source FROM statistic",
    ),
    View(
        "open_book",
        "How far each book is held: the state that all other figures are of.",
        "SELECT DISTINCT code, sequence AS entries, recorded_at, office FROM origin",
    ),
)

COLUMNS = {
    "day": "the day it happened, in the town's zone (2026-03-15)",
    "month": "the month it happened (2026-03)",
    "flow": "received, rejected, dispatched, direct, opening, shrinkage (less than zero for a surplus) or redeemed",
    "community": "code of the community; empty for the whole town, or where none is meant",
    "point": "code of the collection point; empty where none is meant",
    "material": "code of the material; empty for credits alone",
    "waste_class": "general, organic, recyclable or hazardous",
    "destination": "code of the destination, or what credits were redeemed for",
    "evidence": "how the weight is known: weighed, estimated, surveyed or carried-over",
    "household_type": "household, school, temple, shop, market, office, walk-in or unknown",
    "grams": "whole grams",
    "credits": "whole minor units of the town's credit, such as satang",
    "weighings": "how many lines were weighed",
    "visits": "how many drop-offs, loads or redemptions",
    "account_kind": "issued, opening, held by households, unclaimed or redeemed",
    "grade": "the grade, empty for the only one",
    "first_day": "the first day on which it counts",
    "last_day": "the last day on which it counts, empty for no end",
    "rate_thousandths": "thousandths of a minor unit per unit; none while the rate is pending",
    "households": "how many households",
    "code": "the code that the other views use",
    "name_th": "the name in Thai",
    "name_en": "the name in English",
    "closed_on": "the day it was closed; none while it is open",
    "unit": "the unit it is counted in",
    "grams_per_unit": "the grams of one unit, where it isn't weighed",
    "method": "what becomes of it",
    "proper": "1 where it is disposed of properly, else 0",
    "in_town": "1 where it stays in the town, else 0",
    "name": "which figure",
    "place": "code of a community, or empty for the whole town",
    "value": "the figure in whole units of its kind",
    "source": "who says so",
    "entries": "how many entries the book holds",
    "recorded_at": "when the last one was recorded (UTC)",
    "office": "1 for the office's own book, else 0",
}
"""What stands in a column, the same in every view."""


def create_views(connection: Connection) -> None:
    for view in VIEWS:
        connection.exec_driver_sql(f"CREATE VIEW {view.name} AS {view.query}")


def drop_views(connection: Connection) -> None:
    """Drop every view of ours, an older version's too."""
    for name in inspect(connection).get_view_names():
        if name.startswith(PREFIX):
            connection.exec_driver_sql(f"DROP VIEW {name}")


def columns_of(connection: Connection, view: View) -> list[str]:
    """The columns of a view, in order."""
    return list(connection.exec_driver_sql(f"SELECT * FROM {view.name} WHERE 1 = 0").keys())
