"""Mail topics, agreements, stops; what a mail in the outbox is about."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "mail_stop",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address_key", sa.Text(), nullable=False),
        sa.Column("hint", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("why", sa.String(length=60), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("lifted_at", sa.DateTime(), nullable=True),
        sa.Column("lifted_why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_stop")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("mail_stop", schema=None) as batch_op:
        batch_op.create_index("ix_mail_stop_key", ["address_key", "lifted_at"], unique=False)

    op.create_table(
        "mail_topic",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_topic")),
        sa.UniqueConstraint("code", name=op.f("uq_mail_topic_code")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "mail_consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("address_key", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("basis", sa.String(length=60), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("text_version", sa.Text(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_mail_consent_contact_id_contact"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["employer_id"],
            ["employer.id"],
            name=op.f("fk_mail_consent_employer_id_employer"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_consent")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("mail_consent", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mail_consent_address_key"), ["address_key"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_mail_consent_contact_id"), ["contact_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_mail_consent_employer_id"), ["employer_id"], unique=False
        )

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("topic", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("employer_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("contact_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("headers", sa.JSON(none_as_null=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_outbox_employer_id"), ["employer_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_employer_id"))
        batch_op.drop_column("headers")
        batch_op.drop_column("contact_id")
        batch_op.drop_column("employer_id")
        batch_op.drop_column("topic")

    with op.batch_alter_table("mail_consent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_consent_employer_id"))
        batch_op.drop_index(batch_op.f("ix_mail_consent_contact_id"))
        batch_op.drop_index(batch_op.f("ix_mail_consent_address_key"))

    op.drop_table("mail_consent")
    op.drop_table("mail_topic")
    with op.batch_alter_table("mail_stop", schema=None) as batch_op:
        batch_op.drop_index("ix_mail_stop_key")

    op.drop_table("mail_stop")
