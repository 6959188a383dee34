"""Versions of the scheme have a life: drafted, published for good, retired."""

import sqlalchemy as sa
from alembic import op

revision = '0030'
down_revision = '0029'

SAYS = "a published scheme version never changes"
SQLITE = (
    f"""CREATE TRIGGER scheme_version_kept BEFORE UPDATE ON scheme_version
    WHEN OLD.state <> 'draft' AND (NEW.state = 'draft' OR NEW.document <> OLD.document
        OR NEW.digest <> OLD.digest OR NEW.version <> OLD.version
        OR NEW.effective_from IS NOT OLD.effective_from)
    BEGIN SELECT RAISE(ABORT, '{SAYS}'); END""",
    f"""CREATE TRIGGER scheme_version_stays BEFORE DELETE ON scheme_version
    WHEN OLD.state <> 'draft' BEGIN SELECT RAISE(ABORT, '{SAYS}'); END""",
)
POSTGRES = (
    f"""CREATE FUNCTION scheme_version_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.state = 'draft' THEN RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END; END IF;
        IF TG_OP = 'DELETE' OR NEW.state = 'draft'
            OR NEW.document::text <> OLD.document::text OR NEW.digest <> OLD.digest
            OR NEW.version <> OLD.version
            OR NEW.effective_from IS DISTINCT FROM OLD.effective_from
        THEN RAISE EXCEPTION '{SAYS}'; END IF;
        RETURN NEW;
    END $$""",
    """CREATE TRIGGER scheme_version_kept BEFORE UPDATE OR DELETE ON scheme_version
    FOR EACH ROW EXECUTE FUNCTION scheme_version_kept()""",
)
GONE = {
    "sqlite": ("DROP TRIGGER scheme_version_kept", "DROP TRIGGER scheme_version_stays"),
    "postgresql": (
        "DROP TRIGGER scheme_version_kept ON scheme_version",
        "DROP FUNCTION scheme_version_kept()",
    ),
}


def upgrade() -> None:
    with op.batch_alter_table(
        'scheme_version', schema=None, table_kwargs={'sqlite_autoincrement': True}
    ) as batch_op:
        batch_op.add_column(sa.Column('made_from', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('why', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('honoured_until', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('published_at', sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column('published_by_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('retired_at', sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column('retired_why', sa.Text(), nullable=False, server_default=''))
        batch_op.create_foreign_key(
            batch_op.f('fk_scheme_version_published_by_id_person'),
            'person', ['published_by_id'], ['id'],
        )
    with op.batch_alter_table(
        'scheme_version', schema=None, table_kwargs={'sqlite_autoincrement': True}
    ) as batch_op:
        for name in ('made_from', 'why', 'retired_why'):
            batch_op.alter_column(name, server_default=None)
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE if sqlite else POSTGRES:
        op.execute(statement)


def downgrade() -> None:
    for statement in GONE[op.get_bind().dialect.name]:
        op.execute(statement)
    with op.batch_alter_table(
        'scheme_version', schema=None, table_kwargs={'sqlite_autoincrement': True}
    ) as batch_op:
        batch_op.drop_constraint(
            batch_op.f('fk_scheme_version_published_by_id_person'), type_='foreignkey'
        )
        for name in (
            'retired_why', 'retired_at', 'published_by_id', 'published_at', 'honoured_until',
            'why', 'made_from',
        ):
            batch_op.drop_column(name)
