"""Awards, their history, notices that are due, and the periods that awards keep to."""

import sqlalchemy as sa
from alembic import op

revision = '0049'
down_revision = '0048'

SQLITE = (
    """CREATE TRIGGER award_event_kept BEFORE UPDATE ON award_event
    BEGIN SELECT RAISE(ABORT, 'the history of an award never changes'); END""",
    """CREATE TRIGGER award_event_stays BEFORE DELETE ON award_event
    BEGIN SELECT RAISE(ABORT, 'the history of an award never changes'); END""",
    """CREATE TRIGGER award_stays BEFORE DELETE ON award
    BEGIN SELECT RAISE(ABORT, 'an award is never removed'); END""",
    """CREATE TRIGGER award_settled BEFORE UPDATE OF scheme_version_id, level, decision_ref, granted_at, replaces_id, made_up ON award
    BEGIN SELECT RAISE(ABORT, 'what an award was, and its end, never change'); END""",
    """CREATE TRIGGER award_ended BEFORE UPDATE OF state ON award
    WHEN OLD.state IN ('downgraded', 'revoked', 'lapsed', 'renewed', 'superseded', 'withdrawn', 'not confirmed') AND NEW.state <> OLD.state
    BEGIN SELECT RAISE(ABORT, 'what an award was, and its end, never change'); END""",
)
POSTGRES = (
    """CREATE FUNCTION award_event_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the history of an award never changes'; END $$""",
    """CREATE TRIGGER award_event_kept BEFORE UPDATE OR DELETE ON award_event
    FOR EACH ROW EXECUTE FUNCTION award_event_kept()""",
    """CREATE FUNCTION award_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'an award is never removed'; END IF;
        IF TG_ARGV[0] = 'settled' OR (OLD.state IN ('downgraded', 'revoked', 'lapsed', 'renewed', 'superseded', 'withdrawn', 'not confirmed') AND NEW.state <> OLD.state)
        THEN RAISE EXCEPTION 'what an award was, and its end, never change'; END IF;
        RETURN NEW;
    END $$""",
    """CREATE TRIGGER award_stays BEFORE DELETE ON award
    FOR EACH ROW EXECUTE FUNCTION award_kept()""",
    """CREATE TRIGGER award_settled BEFORE UPDATE OF scheme_version_id, level, decision_ref, granted_at, replaces_id, made_up ON award
    FOR EACH ROW EXECUTE FUNCTION award_kept('settled')""",
    """CREATE TRIGGER award_ended BEFORE UPDATE OF state ON award
    FOR EACH ROW EXECUTE FUNCTION award_kept()""",
)
GONE = {
    "sqlite": (
        "DROP TRIGGER award_event_kept",
        "DROP TRIGGER award_event_stays",
        "DROP TRIGGER award_stays",
        "DROP TRIGGER award_settled",
        "DROP TRIGGER award_ended",
    ),
    "postgresql": (
        "DROP TRIGGER award_event_kept ON award_event",
        "DROP FUNCTION award_event_kept()",
        "DROP TRIGGER award_stays ON award",
        "DROP TRIGGER award_settled ON award",
        "DROP TRIGGER award_ended ON award",
        "DROP FUNCTION award_kept()",
    ),
}


def upgrade() -> None:
    op.create_table('award_terms',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('notice_days', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('grace_days', sa.Integer(), nullable=False),
    sa.Column('suspend_days', sa.Integer(), nullable=False),
    sa.Column('revoke_days', sa.Integer(), nullable=False),
    sa.Column('appeal_days', sa.Integer(), nullable=False),
    sa.Column('answer_days', sa.Integer(), nullable=False),
    sa.Column('stale_days', sa.Integer(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('added_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['added_by_id'], ['person.id'], name=op.f('fk_award_terms_added_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_award_terms')),
    sa.UniqueConstraint('from_on', name=op.f('uq_award_terms_from_on')),
    sqlite_autoincrement=True
    )
    op.create_table('award',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('employer_id', sa.Integer(), nullable=False),
    sa.Column('scheme_version_id', sa.Integer(), nullable=False),
    sa.Column('level', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=60), nullable=False),
    sa.Column('decision_ref', sa.Text(), nullable=False),
    sa.Column('granted_at', sa.DateTime(), nullable=False),
    sa.Column('granted_by_id', sa.Integer(), nullable=True),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('ends_why', sa.Text(), nullable=False),
    sa.Column('public_ok', sa.Boolean(), nullable=False),
    sa.Column('evidence', sa.Text(), nullable=False),
    sa.Column('badge_id', sa.Integer(), nullable=True),
    sa.Column('badge_trouble', sa.Text(), nullable=False),
    sa.Column('replaces_id', sa.Integer(), nullable=True),
    sa.Column('state_since', sa.DateTime(), nullable=False),
    sa.Column('state_words', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('review_ref', sa.Text(), nullable=False),
    sa.Column('review_why', sa.Text(), nullable=False),
    sa.Column('review_since', sa.DateTime(), nullable=True),
    sa.Column('made_up', sa.Boolean(), nullable=False),
    sa.CheckConstraint("state <> 'provisional' OR badge_id IS NULL", name=op.f('ck_award_provisional_bare')),
    sa.CheckConstraint('valid_until >= valid_from', name=op.f('ck_award_in_order')),
    sa.ForeignKeyConstraint(['badge_id'], ['badge.id'], name=op.f('fk_award_badge_id_badge')),
    sa.ForeignKeyConstraint(['employer_id'], ['employer.id'], name=op.f('fk_award_employer_id_employer')),
    sa.ForeignKeyConstraint(['granted_by_id'], ['person.id'], name=op.f('fk_award_granted_by_id_person')),
    sa.ForeignKeyConstraint(['replaces_id'], ['award.id'], name=op.f('fk_award_replaces_id_award')),
    sa.ForeignKeyConstraint(['scheme_version_id'], ['scheme_version.id'], name=op.f('fk_award_scheme_version_id_scheme_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_award')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('award', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_award_badge_id'), ['badge_id'], unique=False)
        batch_op.create_index('ix_award_employer', ['employer_id', 'id'], unique=False)
        batch_op.create_index('ix_award_ends', ['state', 'ends_on', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_award_granted_by_id'), ['granted_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_award_replaces_id'), ['replaces_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_award_scheme_version_id'), ['scheme_version_id'], unique=False)
        batch_op.create_index('uq_award_held', ['employer_id'], unique=True, sqlite_where=sa.text("state IN ('confirmed', 'suspended')"), postgresql_where=sa.text("state IN ('confirmed', 'suspended')"))
        batch_op.create_index('uq_award_waiting', ['employer_id'], unique=True, sqlite_where=sa.text("state IN ('provisional')"), postgresql_where=sa.text("state IN ('provisional')"))

    op.create_table('award_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('award_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=60), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('private', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['award_id'], ['award.id'], name=op.f('fk_award_event_award_id_award')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_award_event_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_award_event')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('award_event', schema=None) as batch_op:
        batch_op.create_index('ix_award_event_award', ['award_id', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_award_event_by_id'), ['by_id'], unique=False)

    op.create_table('award_notice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('award_id', sa.Integer(), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('state', sa.String(length=60), nullable=False),
    sa.Column('done_at', sa.DateTime(), nullable=True),
    sa.Column('why', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['award_id'], ['award.id'], name=op.f('fk_award_notice_award_id_award')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_award_notice')),
    sa.UniqueConstraint('award_id', 'ends_on', 'days', name=op.f('uq_award_notice_award_id_ends_on_days')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('award_notice', schema=None) as batch_op:
        batch_op.create_index('ix_award_notice_due', ['state', 'due_on', 'id'], unique=False)

    with op.batch_alter_table('employer_standing', schema=None) as batch_op:
        batch_op.add_column(sa.Column('award_level', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('awarded_on', sa.Date(), nullable=True))

    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE if sqlite else POSTGRES:
        op.execute(statement)


def downgrade() -> None:
    for statement in GONE[op.get_bind().dialect.name]:
        op.execute(statement)
    with op.batch_alter_table('employer_standing', schema=None) as batch_op:
        batch_op.drop_column('awarded_on')
        batch_op.drop_column('award_level')

    with op.batch_alter_table('award_notice', schema=None) as batch_op:
        batch_op.drop_index('ix_award_notice_due')

    op.drop_table('award_notice')
    with op.batch_alter_table('award_event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_award_event_by_id'))
        batch_op.drop_index('ix_award_event_award')

    op.drop_table('award_event')
    with op.batch_alter_table('award', schema=None) as batch_op:
        batch_op.drop_index('uq_award_waiting', sqlite_where=sa.text("state IN ('provisional')"), postgresql_where=sa.text("state IN ('provisional')"))
        batch_op.drop_index('uq_award_held', sqlite_where=sa.text("state IN ('confirmed', 'suspended')"), postgresql_where=sa.text("state IN ('confirmed', 'suspended')"))
        batch_op.drop_index(batch_op.f('ix_award_scheme_version_id'))
        batch_op.drop_index(batch_op.f('ix_award_replaces_id'))
        batch_op.drop_index(batch_op.f('ix_award_granted_by_id'))
        batch_op.drop_index('ix_award_ends')
        batch_op.drop_index('ix_award_employer')
        batch_op.drop_index(batch_op.f('ix_award_badge_id'))

    op.drop_table('award')
    op.drop_table('award_terms')
