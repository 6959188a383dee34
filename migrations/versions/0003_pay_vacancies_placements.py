"""Rates, vacancies, placements and fair pay checks."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "pay_rate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("min_age", sa.Integer(), nullable=False),
        sa.Column("max_age_exclusive", sa.Integer(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_rate")),
        sa.UniqueConstraint(
            "code", "valid_from", "min_age", name=op.f("uq_pay_rate_code_valid_from_min_age")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "vacancy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("contract", sa.String(length=60), nullable=False),
        sa.Column("days", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("tasks", sa.Text(), nullable=False),
        sa.Column("adjustments", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=60), nullable=False),
        sa.Column("closed_reason", sa.Text(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("made_up", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("pay_amount", sa.BigInteger(), nullable=True),
        sa.Column("pay_basis", sa.String(length=60), nullable=False),
        sa.Column("weekly_hours", sa.Text(), nullable=True),
        sa.Column("weeks_per_year", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["person.id"], name=op.f("fk_vacancy_approved_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_vacancy_contact_id_contact")
        ),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employer.id"], name=op.f("fk_vacancy_employer_id_employer")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["person.id"], name=op.f("fk_vacancy_entered_by_id_person")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_vacancy_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vacancy")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_vacancy_contact_id"), "vacancy", ["contact_id"])
    op.create_index("ix_vacancy_employer_state", "vacancy", ["employer_id", "state", "id"])
    op.create_index(op.f("ix_vacancy_site_id"), "vacancy", ["site_id"])
    op.create_index("ix_vacancy_state", "vacancy", ["state", "id"])
    op.create_table(
        "placement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("vacancy_id", sa.Integer(), nullable=True),
        sa.Column("participant_ref", sa.Text(), nullable=False),
        sa.Column("job_title", sa.Text(), nullable=False),
        sa.Column("pathway", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("made_up", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("pay_amount", sa.BigInteger(), nullable=True),
        sa.Column("pay_basis", sa.String(length=60), nullable=False),
        sa.Column("weekly_hours", sa.Text(), nullable=True),
        sa.Column("weeks_per_year", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employer.id"], name=op.f("fk_placement_employer_id_employer")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["person.id"], name=op.f("fk_placement_entered_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["vacancy_id"], ["vacancy.id"], name=op.f("fk_placement_vacancy_id_vacancy")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_placement_employer_started", "placement", ["employer_id", "started_on", "id"]
    )
    op.create_index("ix_placement_ended_started", "placement", ["ended_on", "started_on", "id"])
    op.create_index(op.f("ix_placement_participant_ref"), "placement", ["participant_ref"])
    op.create_index("ix_placement_started", "placement", ["started_on", "id"])
    op.create_index(op.f("ix_placement_vacancy_id"), "placement", ["vacancy_id"])
    op.create_table(
        "parity_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=60), nullable=False),
        sa.Column("review", sa.String(length=60), nullable=False),
        sa.Column("latest", sa.Boolean(), nullable=False),
        sa.Column("comparator", sa.String(length=60), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=True),
        sa.Column("period_end", sa.Date(), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("checked_at", sa.DateTime(), nullable=False),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.Column("reviewed_by_id", sa.Integer(), nullable=True),
        sa.Column("review_note", sa.Text(), nullable=False),
        sa.Column("made_up", sa.Boolean(), nullable=False),
        sa.Column("age", sa.Integer(), nullable=True),
        sa.Column("apprentice", sa.String(length=60), nullable=False),
        sa.Column("pay_basis", sa.String(length=60), nullable=True),
        sa.Column("basic_pay", sa.BigInteger(), nullable=True),
        sa.Column("contract_weekly_hours", sa.Text(), nullable=True),
        sa.Column("weeks_per_year", sa.Text(), nullable=False),
        sa.Column("paid_hours", sa.Text(), nullable=True),
        sa.Column("worked_hours", sa.Text(), nullable=True),
        sa.Column("overtime_hours", sa.Text(), nullable=False),
        sa.Column("overtime_rate", sa.BigInteger(), nullable=True),
        sa.Column("premium_pay", sa.BigInteger(), nullable=False),
        sa.Column("allowances", sa.BigInteger(), nullable=False),
        sa.Column("tips", sa.BigInteger(), nullable=False),
        sa.Column("bonus", sa.BigInteger(), nullable=False),
        sa.Column("deductions_for_employer", sa.BigInteger(), nullable=False),
        sa.Column("accommodation_charge", sa.BigInteger(), nullable=False),
        sa.Column("accommodation_nights", sa.Text(), nullable=False),
        sa.Column("comparator_basis", sa.String(length=60), nullable=True),
        sa.Column("comparator_amount", sa.BigInteger(), nullable=True),
        sa.Column("comparator_weekly_hours", sa.Text(), nullable=True),
        sa.Column("factor", sa.Text(), nullable=False),
        sa.Column("factor_evidence", sa.Boolean(), nullable=False),
        sa.Column("hourly", sa.BigInteger(), nullable=True),
        sa.Column("minimum_hourly", sa.BigInteger(), nullable=True),
        sa.Column("minimum", sa.BigInteger(), nullable=True),
        sa.Column("minimum_shortfall", sa.BigInteger(), nullable=True),
        sa.Column("comparator_hourly", sa.BigInteger(), nullable=True),
        sa.Column("gap_percent", sa.Text(), nullable=True),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["checked_by_id"], ["person.id"], name=op.f("fk_parity_check_checked_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employer.id"], name=op.f("fk_parity_check_employer_id_employer")
        ),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_parity_check_placement_id_placement")
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by_id"], ["person.id"], name=op.f("fk_parity_check_reviewed_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parity_check")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_parity_check_employer", "parity_check", ["employer_id", "latest", "id"])
    op.create_index("ix_parity_check_placement", "parity_check", ["placement_id", "id"])
    op.create_index("ix_parity_check_review", "parity_check", ["review", "id"])
    op.create_index("ix_parity_check_status", "parity_check", ["latest", "status", "id"])


def downgrade() -> None:
    for table in ("parity_check", "placement", "vacancy", "pay_rate"):
        op.drop_table(table)
