"""PINs of operators: of this database alone, and never in the journal."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

CODE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "operator_pin",
        sa.Column("operator", CODE, nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("cost", WHOLE, nullable=False),
        sa.Column("block_size", WHOLE, nullable=False),
        sa.Column("wrong", WHOLE, nullable=False, server_default="0"),
        sa.Column("wrong_at", CODE, nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("operator", name=op.f("pk_operator_pin")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
