"""adverts brought and read."""

import sqlalchemy as sa
from alembic import op

revision = '0038'
down_revision = '0037'


def upgrade() -> None:
    op.create_table('advert_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=60), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('person_name', sa.Text(), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(), nullable=False),
    sa.Column('settled_at', sa.DateTime(), nullable=True),
    sa.Column('found', sa.Integer(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('notices', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('outcomes', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('operation_id', sa.Integer(), nullable=True),
    sa.Column('lease_until', sa.DateTime(), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('form_token', sa.Text(), nullable=True),
    sa.Column('content', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_advert_file_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_advert_file')),
    sa.UniqueConstraint('form_token', name=op.f('uq_advert_file_form_token')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('advert_file', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_advert_file_state'), ['state'], unique=False)

    op.create_table('advert_row',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('file_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('organisation', sa.Text(), nullable=False),
    sa.Column('told', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('read', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('facts', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('place', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('kind', sa.String(length=60), nullable=True),
    sa.Column('employer', sa.Text(), nullable=False),
    sa.Column('employer_name', sa.Text(), nullable=False),
    sa.Column('likely', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('vacancy_id', sa.Integer(), nullable=True),
    sa.Column('changes', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('remark', sa.Text(), nullable=False),
    sa.Column('ticked', sa.Boolean(), nullable=False),
    sa.Column('fault', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['file_id'], ['advert_file.id'], name=op.f('fk_advert_row_file_id_advert_file'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_advert_row')),
    sa.UniqueConstraint('file_id', 'number', name=op.f('uq_advert_row_file_id_number')),
    sqlite_autoincrement=True
    )
    op.create_table('advert_source',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('vacancy_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('organisation', sa.Text(), nullable=False),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('read', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('read_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['vacancy_id'], ['vacancy.id'], name=op.f('fk_advert_source_vacancy_id_vacancy'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_advert_source')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('advert_source', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_advert_source_key'), ['key'], unique=False)
        batch_op.create_index(batch_op.f('ix_advert_source_organisation'), ['organisation'], unique=False)
        batch_op.create_index(batch_op.f('ix_advert_source_vacancy_id'), ['vacancy_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('advert_source', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_advert_source_vacancy_id'))
        batch_op.drop_index(batch_op.f('ix_advert_source_organisation'))
        batch_op.drop_index(batch_op.f('ix_advert_source_key'))

    op.drop_table('advert_source')
    op.drop_table('advert_row')
    with op.batch_alter_table('advert_file', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_advert_file_state'))

    op.drop_table('advert_file')
