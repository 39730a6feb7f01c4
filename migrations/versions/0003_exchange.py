"""What points exchange: editions of what is kept outside the journal, what waits, and what each sender said last.

A request id comes first in its index, so that one used in two books is found without reading the journal.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

CODE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def code(name: str, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, CODE, nullable=False, server_default=default)


def whole(name: str, default: str | None = None) -> sa.Column[int]:
    return sa.Column(name, WHOLE, nullable=False, server_default=default)


def create(name: str, *parts: sa.schema.SchemaItem) -> None:
    op.create_table(name, *parts, sqlite_strict=True, sqlite_with_rowid=False)


def upgrade() -> None:
    for table in ("contact", "operator_contact", "operator_pin"):
        op.add_column(table, whole("edition", "0"))
    create(
        "aside",
        code("origin"),
        whole("sequence"),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        code("why"),
        code("sender", ""),
        code("received_at", ""),
        sa.PrimaryKeyConstraint("origin", "sequence", "digest", name=op.f("pk_aside")),
    )
    create(
        "heard",
        code("sender"),
        sa.Column("manifest", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sender", name=op.f("pk_heard")),
    )
    if op.get_bind().dialect.name == "sqlite":
        _write_entries_anew()
    else:
        op.drop_constraint("uq_entry_origin_request_id", "entry")
        op.create_unique_constraint(op.f("uq_entry_request_id_origin"), "entry", ["request_id", "origin"])


def _write_entries_anew() -> None:
    """SQLite can't change a table's constraints; the rows are copied as they are."""
    op.rename_table("entry", "entry_before")
    create(
        "entry",
        code("origin"),
        whole("sequence"),
        code("request_id"),
        code("kind"),
        code("recorded_at"),
        whole("movements"),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("origin", "sequence", name=op.f("pk_entry")),
        sa.UniqueConstraint("request_id", "origin", name=op.f("uq_entry_request_id_origin")),
        sa.ForeignKeyConstraint(["origin"], ["origin.code"], name=op.f("fk_entry_origin")),
        sa.CheckConstraint("sequence > 0", name=op.f("ck_entry_sequence")),
        sa.CheckConstraint("movements >= 0", name=op.f("ck_entry_movements")),
        sa.CheckConstraint("length(digest) = 32", name=op.f("ck_entry_digest")),
    )
    columns = "origin, sequence, request_id, kind, recorded_at, movements, digest, body"
    op.execute(
        f"INSERT INTO entry ({columns}) SELECT {columns} FROM entry_before ORDER BY origin, sequence"
    )  # constants
    op.drop_table("entry_before")
