"""Rows of an uploaded file to be mended, and what its columns mean, remembered."""

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'


def upgrade() -> None:
    op.create_table('column_mapping',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('layout_key', sa.Text(), nullable=False),
    sa.Column('headings', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('fields', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('saved_by_id', sa.Integer(), nullable=False),
    sa.Column('saved_by', sa.Text(), nullable=False),
    sa.Column('saved_at', sa.DateTime(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['saved_by_id'], ['person.id'], name=op.f('fk_column_mapping_saved_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_column_mapping')),
    sa.UniqueConstraint('layout_key', name=op.f('uq_column_mapping_layout_key')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('column_mapping', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_column_mapping_saved_by_id'), ['saved_by_id'], unique=False)

    op.create_table('import_row',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('file_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('cells', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('faults', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('issues', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('mended', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['file_id'], ['import_file.id'], name=op.f('fk_import_row_file_id_import_file'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_row')),
    sa.UniqueConstraint('file_id', 'number', name=op.f('uq_import_row_file_id_number')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('import_row', schema=None) as batch_op:
        batch_op.create_index('ix_import_row_rank', ['file_id', 'rank', 'number'], unique=False)

    with op.batch_alter_table('import_file', table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.add_column(sa.Column('form_token', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('headings', sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column('heading_row', sa.Integer(), nullable=False, server_default='1'))
        batch_op.add_column(sa.Column('remarks', sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column('columns', sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column('mapped', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('stale', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_unique_constraint(batch_op.f('uq_import_file_form_token'), ['form_token'])
    with op.batch_alter_table('import_file', table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.alter_column('heading_row', server_default=None)
        batch_op.alter_column('mapped', server_default=None)
        batch_op.alter_column('stale', server_default=None)
    # Files that were on their way are taken apart anew by the next worker.
    op.execute(
        "UPDATE import_file SET state = 'waiting to be checked', lease_until = NULL, attempts = 0 "
        "WHERE state IN ('being checked', 'checked', 'waiting to be imported', 'being imported') "
        "AND content IS NOT NULL"
    )



def downgrade() -> None:
    with op.batch_alter_table('import_file', table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_import_file_form_token'), type_='unique')
        batch_op.drop_column('stale')
        batch_op.drop_column('mapped')
        batch_op.drop_column('columns')
        batch_op.drop_column('remarks')
        batch_op.drop_column('heading_row')
        batch_op.drop_column('headings')
        batch_op.drop_column('form_token')

    with op.batch_alter_table('import_row', schema=None) as batch_op:
        batch_op.drop_index('ix_import_row_rank')

    op.drop_table('import_row')
    with op.batch_alter_table('column_mapping', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_column_mapping_saved_by_id'))

    op.drop_table('column_mapping')
