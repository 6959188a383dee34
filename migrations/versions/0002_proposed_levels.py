"""Scheme versions and proposed levels."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "scheme_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=60), nullable=False),
        sa.Column("document", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme_version")),
        sa.UniqueConstraint("version", name=op.f("uq_scheme_version_version")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "level_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("rose", sa.Boolean(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["employer_id"],
            ["employer.id"],
            name=op.f("fk_level_change_employer_id_employer"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_level_change")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_level_change_employer", "level_change", ["employer_id", "id"])
    op.create_table(
        "proposed_level",
        sa.Column("employer_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("possible", sa.Integer(), nullable=False),
        sa.Column("percent_hundredths", sa.Integer(), nullable=False),
        sa.Column("confidence", sa.Text(), nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("summary", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("scored_on", sa.Date(), nullable=True),
        sa.Column("holds_until", sa.Date(), nullable=False),
        sa.Column("worked_out_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["employer_id"],
            ["employer.id"],
            name=op.f("fk_proposed_level_employer_id_employer"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("employer_id", name=op.f("pk_proposed_level")),
    )
    op.create_index(op.f("ix_proposed_level_holds_until"), "proposed_level", ["holds_until"])
    op.create_index(
        "ix_proposed_level_percent", "proposed_level", ["percent_hundredths", "employer_id"]
    )
    op.create_index(
        "ix_proposed_level_rank", "proposed_level", ["rank", "percent_hundredths", "employer_id"]
    )


def downgrade() -> None:
    op.drop_table("proposed_level")
    op.drop_table("level_change")
    op.drop_table("scheme_version")
