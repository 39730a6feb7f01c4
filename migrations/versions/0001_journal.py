"""The journal, the books it is kept in, and the people kept outside it.

Projections are not here: every upgrade drops them and folds the journal anew. Nor is the seal: it is put back after
every upgrade. There is no way down; restore the backup that the upgrade made.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
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
    create(
        "municipality",
        whole("one"),
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_municipality")),
        sa.CheckConstraint("one = 1", name=op.f("ck_municipality_single")),
        sa.CheckConstraint("length(id) = 16", name=op.f("ck_municipality_id")),
    )
    create(
        "origin",
        code("code"),
        whole("office", "0"),
        whole("local", "0"),
        whole("sequence", "0"),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        code("recorded_at", ""),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_origin")),
        sa.CheckConstraint("length(code) BETWEEN 1 AND 8", name=op.f("ck_origin_code")),
        sa.CheckConstraint("length(digest) = 32", name=op.f("ck_origin_digest")),
        sa.CheckConstraint("sequence >= 0", name=op.f("ck_origin_sequence")),
    )
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
        sa.UniqueConstraint("origin", "request_id", name=op.f("uq_entry_origin_request_id")),
        sa.ForeignKeyConstraint(["origin"], ["origin.code"], name=op.f("fk_entry_origin")),
        sa.CheckConstraint("sequence > 0", name=op.f("ck_entry_sequence")),
        sa.CheckConstraint("movements >= 0", name=op.f("ck_entry_movements")),
        sa.CheckConstraint("length(digest) = 32", name=op.f("ck_entry_digest")),
    )
    create(
        "contact",
        code("household"),
        code("name", ""),
        code("called", ""),
        code("house_number", ""),
        code("phone", ""),
        code("house_code", ""),
        code("sort_key", ""),
        sa.PrimaryKeyConstraint("household", name=op.f("pk_contact")),
    )
    op.create_index("ix_contact_house_number", "contact", ["house_number"])
    op.create_index("ix_contact_phone", "contact", ["phone"])
    create(
        "operator_contact",
        code("operator"),
        code("name", ""),
        sa.PrimaryKeyConstraint("operator", name=op.f("pk_operator_contact")),
    )
