"""Fair pay checks that are to be made, and when people are paid."""

import sqlalchemy as sa
from alembic import op

revision = '0041'
down_revision = '0040'


def upgrade() -> None:
    op.create_table('parity_due',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('employer_id', sa.Integer(), nullable=False),
    sa.Column('placement_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=60), nullable=False),
    sa.Column('event_on', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('check_id', sa.Integer(), nullable=True),
    sa.Column('follow_up_id', sa.Integer(), nullable=True),
    sa.Column('opened_at', sa.DateTime(), nullable=False),
    sa.Column('asked_at', sa.DateTime(), nullable=True),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.Column('closed_at', sa.DateTime(), nullable=True),
    sa.Column('ended_why', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['answered_by_id'], ['parity_check.id'], name=op.f('fk_parity_due_answered_by_id_parity_check')),
    sa.ForeignKeyConstraint(['check_id'], ['parity_check.id'], name=op.f('fk_parity_due_check_id_parity_check')),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_parity_due_employer_id_employer')),
    sa.ForeignKeyConstraint(['follow_up_id'], ['follow_up.id'], name=op.f('fk_parity_due_follow_up_id_follow_up')),
    sa.ForeignKeyConstraint(['placement_id'], ['placement.id'], name=op.f('fk_parity_due_placement_id_placement')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_parity_due')),
    sa.UniqueConstraint('placement_id', 'reason', 'event_on', name=op.f('uq_parity_due_placement_id_reason_event_on')),
    sqlite_autoincrement=True
    )
    is_open = sa.text('closed_at IS NULL')
    with op.batch_alter_table('parity_due', schema=None) as batch_op:
        batch_op.create_index('ix_parity_due_open', ['placement_id', 'reason'], unique=True, sqlite_where=is_open, postgresql_where=is_open)
        batch_op.create_index('ix_parity_due_closed_due', ['closed_at', 'due_on', 'id'], unique=False)
        for name in ('employer_id', 'check_id', 'follow_up_id', 'answered_by_id'):
            batch_op.create_index(batch_op.f(f'ix_parity_due_{name}'), [name], unique=False)
    op.create_table('parity_pay_days',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('placement_id', sa.Integer(), nullable=False),
    sa.Column('every', sa.String(length=60), nullable=False),
    sa.Column('known_on', sa.Date(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['placement_id'], ['placement.id'], name=op.f('fk_parity_pay_days_placement_id_placement')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_parity_pay_days')),
    sa.UniqueConstraint('placement_id', name=op.f('uq_parity_pay_days_placement_id')),
    sqlite_autoincrement=True
    )


def downgrade() -> None:
    op.drop_table('parity_pay_days')
    op.drop_table('parity_due')
