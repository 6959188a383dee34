"""Rates that were put right stay beside what counts in their place."""

import sqlalchemy as sa
from alembic import op

revision = '0029'
down_revision = '0028'


def upgrade() -> None:
    with op.batch_alter_table('pay_rate', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.add_column(sa.Column('turn', sa.Integer(), nullable=False, server_default='1'))
        batch_op.add_column(sa.Column('taken_back', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('why', sa.Text(), nullable=False, server_default=''))
        batch_op.drop_constraint(batch_op.f('uq_pay_rate_code_valid_from_min_age'), type_='unique')
        batch_op.create_unique_constraint(
            batch_op.f('uq_pay_rate_code_valid_from_min_age_turn'), ['code', 'valid_from', 'min_age', 'turn']
        )
    with op.batch_alter_table('pay_rate', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        for name in ('turn', 'taken_back', 'why'):
            batch_op.alter_column(name, server_default=None)


def downgrade() -> None:
    op.execute(
        'DELETE FROM pay_rate WHERE EXISTS (SELECT 1 FROM pay_rate later WHERE later.code = pay_rate.code '
        'AND later.valid_from = pay_rate.valid_from AND later.min_age = pay_rate.min_age '
        'AND later.turn > pay_rate.turn)'
    )
    op.execute(sa.text('DELETE FROM pay_rate WHERE taken_back'))
    with op.batch_alter_table('pay_rate', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_pay_rate_code_valid_from_min_age_turn'), type_='unique')
        batch_op.create_unique_constraint(
            batch_op.f('uq_pay_rate_code_valid_from_min_age'), ['code', 'valid_from', 'min_age']
        )
        batch_op.drop_column('why')
        batch_op.drop_column('taken_back')
        batch_op.drop_column('turn')
