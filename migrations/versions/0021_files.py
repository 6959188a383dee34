"""Files that prove something, who opened them, and how long each class is kept."""

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'


SQLITE = (
    """CREATE TRIGGER file_opening_kept BEFORE UPDATE ON file_opening
    BEGIN SELECT RAISE(ABORT, 'the log of openings keeps what was written'); END""",
    """CREATE TRIGGER file_opening_stays BEFORE DELETE ON file_opening
    BEGIN SELECT RAISE(ABORT, 'the log of openings keeps what was written'); END""",
)
POSTGRES = (
    """CREATE FUNCTION file_opening_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the log of openings keeps what was written'; END $$""",
    """CREATE TRIGGER file_opening_kept BEFORE UPDATE OR DELETE ON file_opening
    FOR EACH ROW EXECUTE FUNCTION file_opening_kept()""",
)


def upgrade() -> None:
    op.create_table('retention_class',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('covers', sa.Text(), nullable=False),
    sa.Column('months', sa.Integer(), nullable=False),
    sa.Column('counts_from', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_retention_class')),
    sa.UniqueConstraint('code', name=op.f('uq_retention_class_code')),
    sqlite_autoincrement=True
    )
    op.create_table('stored_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('employer_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=60), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('media', sa.Text(), nullable=False),
    sa.Column('suffix', sa.Text(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('pages', sa.Integer(), nullable=False),
    sa.Column('covered', sa.Integer(), nullable=False),
    sa.Column('scanned', sa.Boolean(), nullable=False),
    sa.Column('arrived_at', sa.DateTime(), nullable=False),
    sa.Column('arrived_by_id', sa.Integer(), nullable=True),
    sa.Column('came_by', sa.Text(), nullable=False),
    sa.Column('class_code', sa.Text(), nullable=False),
    sa.Column('kept_until', sa.Date(), nullable=False),
    sa.Column('kept_why', sa.Text(), nullable=False),
    sa.Column('held', sa.Text(), nullable=False),
    sa.Column('destroyed_at', sa.DateTime(), nullable=True),
    sa.Column('destroyed_why', sa.Text(), nullable=False),
    sa.Column('made_up', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['arrived_by_id'], ['person.id'], name=op.f('fk_stored_file_arrived_by_id_person')),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_stored_file_employer_id_employer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stored_file')),
    sa.UniqueConstraint('place', name=op.f('uq_stored_file_place')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('stored_file', schema=None) as batch_op:
        batch_op.create_index('ix_stored_file_due', ['destroyed_at', 'kept_until', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_stored_file_employer_id'), ['employer_id'], unique=False)

    op.create_table('file_opening',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('file_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('refused', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_file_opening_file_id_stored_file')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_file_opening_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_file_opening')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('file_opening', schema=None) as batch_op:
        batch_op.create_index('ix_file_opening_file', ['file_id', 'id'], unique=False)

    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE if sqlite else POSTGRES:
        op.execute(statement)


def downgrade() -> None:
    with op.batch_alter_table('file_opening', schema=None) as batch_op:
        batch_op.drop_index('ix_file_opening_file')

    op.drop_table('file_opening')
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION file_opening_kept()")
    with op.batch_alter_table('stored_file', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_stored_file_employer_id'))
        batch_op.drop_index('ix_stored_file_due')

    op.drop_table('stored_file')
    op.drop_table('retention_class')
