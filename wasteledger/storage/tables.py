"""The tables: the journal that is never rewritten, the people kept outside it, and the projections folded from it.

Constraints state only what holds for every merged set of entries; business rules belong to the verb that writes.
Quantities are whole numbers (grams, millilitres, pieces, minor units); days are ISO text in the town's zone and moments
ISO text in UTC, so both sort as they read.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

PROJECTIONS_VERSION = 5
"""Raised whenever a projection's shape or fold changes: an older database is then folded anew by its upgrade."""

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

# Codes sort by code point on both databases; PostgreSQL's default order depends on how the server was made.
Code = Text().with_variant(Text(collation="C"), "postgresql")
# SQLite's STRICT tables refuse the word BIGINT; their INTEGER holds 64 bits.
Whole = BigInteger().with_variant(Integer, "sqlite")


def _code(name: str, *, default: str | None = None) -> Column[str]:
    return Column(name, Code, nullable=False, server_default=default)


def _optional(name: str) -> Column[str]:
    return Column(name, Code, nullable=True)


def _whole(name: str, *, default: str | None = None) -> Column[int]:
    return Column(name, Whole, nullable=False, server_default=default)


def _table(name: str, *parts: Column[str] | Column[int] | Column[bytes] | object, rowid: bool = False) -> Table:
    return Table(name, metadata, *parts, sqlite_strict=True, sqlite_with_rowid=rowid)  # type: ignore[arg-type]  # SchemaItem


# The journal

municipality = _table(
    "municipality",
    _whole("one"),
    Column("id", LargeBinary, nullable=False),
    PrimaryKeyConstraint("one"),
    CheckConstraint("one = 1", name="single"),
    CheckConstraint("length(id) = 16", name="id"),
)
origin = _table(
    "origin",
    _code("code"),
    _whole("office", default="0"),
    _whole("local", default="0"),
    _whole("sequence", default="0"),
    Column("digest", LargeBinary, nullable=False),
    _code("recorded_at", default=""),
    PrimaryKeyConstraint("code"),
    CheckConstraint("length(code) BETWEEN 1 AND 8", name="code"),
    CheckConstraint("length(digest) = 32", name="digest"),
    CheckConstraint("sequence >= 0", name="sequence"),
)
entry = _table(
    "entry",
    _code("origin"),
    _whole("sequence"),
    _code("request_id"),
    _code("kind"),
    _code("recorded_at"),
    _whole("movements"),
    Column("digest", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("origin", "sequence"),
    # The request first: one used in two books is found by reading this index alone.
    UniqueConstraint("request_id", "origin"),
    ForeignKeyConstraint(["origin"], ["origin.code"]),
    CheckConstraint("sequence > 0", name="sequence"),
    CheckConstraint("movements >= 0", name="movements"),
    CheckConstraint("length(digest) = 32", name="digest"),
)

# People: outside the journal, so that they can be forgotten while the books stay provable

contact = _table(
    "contact",
    _code("household"),
    _code("name", default=""),
    _code("called", default=""),
    _code("house_number", default=""),
    _code("phone", default=""),
    _code("house_code", default=""),
    _code("sort_key", default=""),
    # One more each time it is written: of two databases that wrote it, the higher one is newer.
    _whole("edition", default="0"),
    PrimaryKeyConstraint("household"),
    Index(None, "house_number"),
    Index(None, "phone"),
)
operator_contact = _table(
    "operator_contact",
    _code("operator"),
    _code("name", default=""),
    _whole("edition", default="0"),
    PrimaryKeyConstraint("operator"),
)
operator_pin = _table(
    "operator_pin",
    _code("operator"),
    Column("salt", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    # What scrypt was run with, so that a later version may ask for more.
    _whole("cost"),
    _whole("block_size"),
    _whole("wrong", default="0"),
    _code("wrong_at", default=""),
    _whole("edition", default="0"),
    PrimaryKeyConstraint("operator"),
)

# What came from other databases and is not, or not yet, in a book

aside = _table(
    "aside",
    _code("origin"),
    _whole("sequence"),
    Column("digest", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    # Why it is not in its book: ``gap``, ``revoked`` or ``fork``.
    _code("why"),
    _code("sender", default=""),
    _code("received_at", default=""),
    PrimaryKeyConstraint("origin", "sequence", "digest"),
)
heard = _table(
    "heard",
    # The newest manifest of each sender, as it was signed: how far its books went, and how far it held others.
    _code("sender"),
    Column("manifest", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    PrimaryKeyConstraint("sender"),
)

JOURNAL_TABLES = (municipality, origin, entry, contact, operator_contact, operator_pin, aside, heard)

# Projections: what moved

movement = _table(
    "movement",
    _code("origin"),
    _whole("sequence"),
    _whole("number"),
    _code("commodity"),
    _code("from_account"),
    _code("to_account"),
    _whole("quantity"),
    PrimaryKeyConstraint("origin", "sequence", "number"),
    ForeignKeyConstraint(
        ["origin", "sequence"], ["entry.origin", "entry.sequence"], deferrable=True, initially="DEFERRED"
    ),
    CheckConstraint("quantity > 0", name="quantity"),
    CheckConstraint("from_account <> to_account", name="accounts"),
)
balance = _table(
    "balance",
    _code("account"),
    _code("commodity"),
    _whole("quantity"),
    PrimaryKeyConstraint("account", "commodity"),
)
daily_total = _table(
    "daily_total",
    _code("flow"),
    _code("day"),
    _code("origin"),
    _code("community"),
    _code("household_type"),
    _code("point"),
    _code("material"),
    _code("destination"),
    _code("evidence"),
    _whole("grams"),
    _whole("credits"),
    _whole("lines"),
    _whole("entries"),
    # Loads with a weighbridge ticket, with a buyer's bill: counted like entries.
    _whole("tickets", default="0"),
    _whole("bills", default="0"),
    PrimaryKeyConstraint(
        "flow", "day", "origin", "community", "household_type", "point", "material", "destination", "evidence"
    ),
)
passbook = _table(
    "passbook",
    _code("account"),
    _code("happened_at"),
    _code("origin"),
    _whole("sequence"),
    _whole("credits"),
    # The receipt of the round's opening, where the line is a drop-off of one.
    _code("round", default=""),
    PrimaryKeyConstraint("account", "happened_at", "origin", "sequence"),
    # PostgreSQL keeps equal keys once; to say it there too would import its dialect at every start.
    Index(None, "round", sqlite_where=text("round <> ''")),
)
successor = _table(
    "successor",
    _code("origin"),
    _whole("sequence"),
    _code("how"),
    _code("by_origin"),
    _whole("by_sequence"),
    PrimaryKeyConstraint("origin", "sequence", "how", "by_origin", "by_sequence"),
)
carried = _table(
    "carried",
    _code("origin"),
    _whole("sequence"),
    _code("subject"),
    _code("day"),
    _code("reversed_by", default=""),
    PrimaryKeyConstraint("origin", "sequence"),
)
late_line = _table(
    "late_line",
    _code("origin"),
    _whole("sequence"),
    _whole("number"),
    _code("counts_on"),
    _code("day"),
    _code("kind"),
    _code("flow"),
    _code("community"),
    _code("point"),
    _code("material"),
    _code("destination"),
    _whole("grams"),
    _whole("credits"),
    PrimaryKeyConstraint("origin", "sequence", "number"),
    Index(None, "counts_on"),
)
pending_line = _table(
    "pending_line",
    _code("origin"),
    _whole("sequence"),
    _whole("line"),
    _code("material"),
    _code("grade"),
    _code("point"),
    _code("day"),
    _code("account"),
    _code("community"),
    _code("household_type"),
    _whole("quantity"),
    _code("settled_by", default=""),
    PrimaryKeyConstraint("origin", "sequence", "line"),
    Index(None, "settled_by", "material", "point", "day"),
)

# Projections: what the programme is made of

reference_mark = _table(
    "reference_mark",
    _whole("one"),
    _whole("version"),
    _whole("projections"),
    # The highest turn that any entry took; drawing the next one locks this row.
    _whole("turn", default="0"),
    PrimaryKeyConstraint("one"),
    CheckConstraint("one = 1", name="single"),
)
turned = _table(
    "turned",
    # Every entry that sets what other books set too, so that one that comes late finds those it belongs before.
    _code("origin"),
    _whole("sequence"),
    _whole("turn"),
    _code("recorded_at"),
    PrimaryKeyConstraint("origin", "sequence"),
    Index(None, "turn"),
)
enrolment = _table(
    "enrolment",
    _code("origin"),
    # Public keys, 64 hexadecimal digits each: to sign with (Ed25519) and to be written to (X25519).
    _code("sign", default=""),
    _code("box", default=""),
    _whole("office", default="0"),
    _code("point", default=""),
    # The book that it goes on for; one that began after a restored backup has that book's keys.
    _code("after", default=""),
    # From this number on nothing is let in but what is admitted; 0 where it is not revoked.
    _whole("revoked_from", default="0"),
    PrimaryKeyConstraint("origin"),
)
admitted = _table(
    "admitted",
    _code("origin"),
    _whole("sequence"),
    _code("digest"),
    PrimaryKeyConstraint("origin", "sequence", "digest"),
)
settled_exception = _table(
    "settled_exception",
    _code("kind"),
    _code("subject"),
    # One of the receipts that the exception was about when it was settled.
    _code("receipt"),
    PrimaryKeyConstraint("kind", "subject", "receipt"),
)
setting = _table("setting", _code("name"), _code("value"), PrimaryKeyConstraint("name"))
community = _table(
    "community",
    _code("code"),
    _code("name_th", default=""),
    _code("name_en", default=""),
    _optional("closed_on"),
    PrimaryKeyConstraint("code"),
)
point = _table(
    "point",
    _code("code"),
    _code("name_th", default=""),
    _code("name_en", default=""),
    _code("community", default=""),
    _optional("closed_on"),
    PrimaryKeyConstraint("code"),
)
plan = _table(
    "plan",
    _code("code"),
    _code("point"),
    _code("days"),
    _code("communities"),
    _optional("closed_on"),
    PrimaryKeyConstraint("code"),
)
round_ = _table(
    "round",
    _code("origin"),
    _whole("sequence"),
    _code("point"),
    _whole("year"),
    _whole("number"),
    _code("communities", default=""),
    _code("day"),
    _whole("cash_float", default="0"),
    _code("opened_at"),
    _code("opened_by"),
    _whole("closed_sequence", default="0"),
    _code("closed_at", default=""),
    _code("closed_by", default=""),
    _whole("expected", default="0"),
    _whole("counted", default="0"),
    _code("reason", default=""),
    PrimaryKeyConstraint("origin", "sequence"),
    Index(None, "point", "year", "number"),
    Index(None, "closed_sequence"),
)
operator = _table(
    "operator",
    _code("code"),
    _code("role"),
    _code("point", default=""),
    _optional("closed_on"),
    PrimaryKeyConstraint("code"),
)
destination = _table(
    "destination",
    _code("code"),
    _code("name_th", default=""),
    _code("name_en", default=""),
    _code("method"),
    _whole("proper", default="1"),
    _whole("in_town", default="1"),
    _whole("collector", default="0"),
    _optional("closed_on"),
    PrimaryKeyConstraint("code"),
)
material = _table(
    "material",
    _code("code"),
    _code("name_th", default=""),
    _code("name_en", default=""),
    _code("spoken_th", default=""),
    _code("waste_class"),
    _code("unit"),
    _whole("grams_per_unit"),
    _code("method"),
    _whole("limit_grams"),
    _code("made_of", default=""),
    _optional("closed_on"),
    PrimaryKeyConstraint("code"),
)
rate = _table(
    "rate",
    _code("material"),
    _code("grade"),
    _code("point"),
    _code("first_day"),
    _code("last_day", default=""),
    Column("thousandths", Whole, nullable=True),
    _code("agreed_by", default=""),
    PrimaryKeyConstraint("material", "grade", "point", "first_day"),
)
statistic = _table(
    "statistic",
    _code("name"),
    _code("place"),
    _code("first_day"),
    _code("last_day", default=""),
    _whole("value"),
    _code("source", default=""),
    PrimaryKeyConstraint("name", "place", "first_day"),
)
closing = _table(
    "closing",
    _code("month"),
    _code("book"),
    _whole("sequence"),
    _code("digest"),
    _code("receipt"),
    _code("closed_on"),
    PrimaryKeyConstraint("month", "book"),
)
household = _table(
    "household",
    _code("number"),
    _code("origin"),
    _whole("ordinal"),
    _code("type"),
    _code("community"),
    _code("home_point", default=""),
    _whole("people", default="0"),
    _code("former_number", default=""),
    _whole("proxy_cash", default="0"),
    _whole("pick_up", default="0"),
    _whole("wet_bin", default="0"),
    _code("registered_on"),
    _optional("closed_on"),
    _code("joined_into", default=""),
    _whole("forgotten", default="0"),
    PrimaryKeyConstraint("number"),
    Index(None, "origin", "ordinal"),
    Index(None, "former_number"),
)
household_place = _table(
    "household_place",
    _code("household"),
    _code("day"),
    _code("community"),
    PrimaryKeyConstraint("household", "day"),
)
card = _table(
    "card",
    _code("code"),
    _code("household", default=""),
    _code("issued_on"),
    _optional("revoked_on"),
    _code("replaced_by", default=""),
    _optional("printed_on"),
    PrimaryKeyConstraint("code"),
    Index(None, "household"),
)

PROJECTIONS = tuple(table for table in metadata.sorted_tables if table not in JOURNAL_TABLES)
