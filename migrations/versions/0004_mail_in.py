"""Mail that came in and where it is filed."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "inbound_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("from_addr", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound_mail")),
        sa.UniqueConstraint("message_id", "digest", name=op.f("uq_inbound_mail_message_id_digest")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("inbound_mail", schema=None) as batch_op:
        batch_op.create_index("ix_inbound_mail_state", ["state", "id"], unique=False)

    op.create_table(
        "inbound_filing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("how", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_inbound_filing_contact_id_contact"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["employer_id"],
            ["employer.id"],
            name=op.f("fk_inbound_filing_employer_id_employer"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["mail_id"],
            ["inbound_mail.id"],
            name=op.f("fk_inbound_filing_mail_id_inbound_mail"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound_filing")),
        sa.UniqueConstraint(
            "mail_id", "employer_id", name=op.f("uq_inbound_filing_mail_id_employer_id")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("inbound_filing", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_inbound_filing_contact_id"), ["contact_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_inbound_filing_employer_id"), ["employer_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("inbound_filing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inbound_filing_employer_id"))
        batch_op.drop_index(batch_op.f("ix_inbound_filing_contact_id"))

    op.drop_table("inbound_filing")
    with op.batch_alter_table("inbound_mail", schema=None) as batch_op:
        batch_op.drop_index("ix_inbound_mail_state")

    op.drop_table("inbound_mail")
