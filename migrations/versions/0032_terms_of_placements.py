"""What was agreed for each placement and from when: lines that are only ever added."""

import sqlalchemy as sa
from alembic import op

revision = '0032'
down_revision = '0031'


SQLITE = (
    """CREATE TRIGGER placement_terms_kept BEFORE UPDATE ON placement_terms
    BEGIN SELECT RAISE(ABORT, 'the history of terms keeps what was written'); END""",
    """CREATE TRIGGER placement_terms_stays BEFORE DELETE ON placement_terms
    WHEN EXISTS (SELECT 1 FROM placement WHERE id = OLD.placement_id)
    BEGIN SELECT RAISE(ABORT, 'the history of terms keeps what was written'); END""",
)
POSTGRES = (
    """CREATE FUNCTION placement_terms_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
    IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT 1 FROM placement WHERE id = OLD.placement_id) THEN
    RETURN OLD; END IF;
    RAISE EXCEPTION 'the history of terms keeps what was written'; END $$""",
    """CREATE TRIGGER placement_terms_kept BEFORE UPDATE OR DELETE ON placement_terms
    FOR EACH ROW EXECUTE FUNCTION placement_terms_kept()""",
)


def upgrade() -> None:
    with op.batch_alter_table('placement', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.add_column(sa.Column('contract', sa.String(length=60), nullable=False, server_default='not known'))
        batch_op.add_column(sa.Column('terms_id', sa.Integer(), nullable=True))
    op.execute("""UPDATE placement SET contract = COALESCE((SELECT v.contract FROM vacancy v
        WHERE v.id = placement.vacancy_id
        AND v.contract NOT IN ('supported internship', 'work trial')), 'not known')""")
    with op.batch_alter_table('placement', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.alter_column('contract', server_default=None)

    op.create_table('placement_terms',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('placement_id', sa.Integer(), nullable=False),
    sa.Column('what', sa.String(length=60), nullable=False),
    sa.Column('about_id', sa.Integer(), nullable=True),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('job_title', sa.Text(), nullable=False),
    sa.Column('contract', sa.String(length=60), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('entered_by_id', sa.Integer(), nullable=True),
    sa.Column('entered_at', sa.DateTime(), nullable=False),
    sa.Column('pay_amount', sa.BigInteger(), nullable=True),
    sa.Column('pay_basis', sa.String(length=60), nullable=False),
    sa.Column('weekly_hours', sa.Text(), nullable=True),
    sa.Column('weeks_per_year', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['entered_by_id'], ['person.id'], name=op.f('fk_placement_terms_entered_by_id_person')),
    sa.ForeignKeyConstraint(['placement_id'], ['placement.id'], name=op.f('fk_placement_terms_placement_id_placement'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_placement_terms')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('placement_terms', schema=None) as batch_op:
        batch_op.create_index('ix_placement_terms_from', ['from_on', 'id'], unique=False)
        batch_op.create_index('ix_placement_terms_placement', ['placement_id', 'id'], unique=False)
    op.execute("""INSERT INTO placement_terms (placement_id, what, from_on, job_title, contract, why,
        entered_by_id, entered_at, pay_amount, pay_basis, weekly_hours, weeks_per_year)
        SELECT id, 'start', started_on, job_title, contract, '', entered_by_id, created_at,
        pay_amount, pay_basis, weekly_hours, weeks_per_year FROM placement ORDER BY id""")

    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE if sqlite else POSTGRES:
        op.execute(statement)


def downgrade() -> None:
    with op.batch_alter_table('placement_terms', schema=None) as batch_op:
        batch_op.drop_index('ix_placement_terms_placement')
        batch_op.drop_index('ix_placement_terms_from')

    op.drop_table('placement_terms')
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION placement_terms_kept()")
    with op.batch_alter_table('placement', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_column('terms_id')
        batch_op.drop_column('contract')
