"""First tables, the journal's guards and the search index."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


SQLITE = (
    """CREATE TRIGGER journal_entry_kept BEFORE UPDATE ON journal_entry
    WHEN NEW.id <> OLD.id OR NEW.operation_id <> OLD.operation_id
      OR NEW.table_name <> OLD.table_name OR NEW.row_id <> OLD.row_id
      OR NEW.change <> OLD.change OR NEW.digest <> OLD.digest
      OR NEW.subject_id IS NOT OLD.subject_id
      OR (OLD.seal_id IS NOT NULL AND NEW.seal_id IS NOT OLD.seal_id)
      OR (NEW.before IS NOT OLD.before AND NEW.before IS NOT NULL)
      OR (NEW.after IS NOT OLD.after AND NEW.after IS NOT NULL)
    BEGIN SELECT RAISE(ABORT, 'the journal keeps what was written'); END""",
    """CREATE TRIGGER journal_entry_stays BEFORE DELETE ON journal_entry
    BEGIN SELECT RAISE(ABORT, 'the journal keeps what was written'); END""",
    """CREATE TRIGGER journal_seal_kept BEFORE UPDATE ON journal_seal
    BEGIN SELECT RAISE(ABORT, 'the journal keeps what was written'); END""",
    """CREATE TRIGGER journal_seal_stays BEFORE DELETE ON journal_seal
    BEGIN SELECT RAISE(ABORT, 'the journal keeps what was written'); END""",
    """CREATE VIRTUAL TABLE search_fts USING fts5(
    text, content='search_entry', content_rowid='id', tokenize='trigram')""",
    """CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN
    INSERT INTO search_fts(rowid, text) VALUES (NEW.id, NEW.text); END""",
    """CREATE TRIGGER search_entry_gone AFTER DELETE ON search_entry BEGIN
    INSERT INTO search_fts(search_fts, rowid, text) VALUES ('delete', OLD.id, OLD.text); END""",
    """CREATE TRIGGER search_entry_changed AFTER UPDATE OF text ON search_entry
    WHEN NEW.text <> OLD.text BEGIN
    INSERT INTO search_fts(search_fts, rowid, text) VALUES ('delete', OLD.id, OLD.text);
    INSERT INTO search_fts(rowid, text) VALUES (NEW.id, NEW.text); END""",
)
POSTGRES = (
    """CREATE FUNCTION journal_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the journal keeps what was written'; END $$""",
    """CREATE FUNCTION journal_entry_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF (NEW.id, NEW.operation_id, NEW.table_name, NEW.row_id, NEW.change, NEW.digest)
           IS DISTINCT FROM
         (OLD.id, OLD.operation_id, OLD.table_name, OLD.row_id, OLD.change, OLD.digest)
         OR NEW.subject_id IS DISTINCT FROM OLD.subject_id
         OR (OLD.seal_id IS NOT NULL AND NEW.seal_id IS DISTINCT FROM OLD.seal_id)
         OR (NEW.before::text IS DISTINCT FROM OLD.before::text AND NEW.before IS NOT NULL)
         OR (NEW.after::text IS DISTINCT FROM OLD.after::text AND NEW.after IS NOT NULL)
      THEN RAISE EXCEPTION 'the journal keeps what was written'; END IF;
      RETURN NEW;
    END $$""",
    """CREATE TRIGGER journal_entry_kept BEFORE UPDATE ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_entry_kept()""",
    """CREATE TRIGGER journal_entry_stays BEFORE DELETE ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_kept()""",
    """CREATE TRIGGER journal_seal_kept BEFORE UPDATE OR DELETE ON journal_seal
    FOR EACH ROW EXECUTE FUNCTION journal_kept()""",
    """CREATE EXTENSION IF NOT EXISTS pg_trgm""",
    """CREATE INDEX ix_search_entry_trigrams ON search_entry USING gin (text gin_trgm_ops)""",
)


def upgrade() -> None:
    op.create_table(
        "authority",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("county", sa.Text(), nullable=False),
        sa.Column("neighbour", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_authority")),
    )
    op.create_table(
        "bank_holiday",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("substitute", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("on", name=op.f("pk_bank_holiday")),
    )
    op.create_table(
        "cadence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("act", sa.String(length=60), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cadence")),
        sa.UniqueConstraint("reason", "from_on", name=op.f("uq_cadence_reason_from_on")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "job_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("slot", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("lease_until", sa.DateTime(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("handled", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_run")),
        sa.UniqueConstraint("job", "slot", name=op.f("uq_job_run_job_slot")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "journal_seal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_seal")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "one_time_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_link")),
        sa.UniqueConstraint("digest", name=op.f("uq_one_time_link_digest")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("one_time_link", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_one_time_link_subject_id"), ["subject_id"], unique=False
        )

    op.create_table(
        "operation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["undoes_id"], ["operation.id"], name=op.f("fk_operation_undoes_id_operation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operation")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("operation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_operation_undoes_id"), ["undoes_id"], unique=False)

    op.create_table(
        "pay_rate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("min_age", sa.Integer(), nullable=False),
        sa.Column("max_age_exclusive", sa.Integer(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_rate")),
        sa.UniqueConstraint(
            "code", "valid_from", "min_age", name=op.f("uq_pay_rate_code_valid_from_min_age")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("email_key", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=60), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("password_set_at", sa.DateTime(), nullable=True),
        sa.Column("link_sent_at", sa.DateTime(), nullable=True),
        sa.Column("locked_at", sa.DateTime(), nullable=True),
        sa.Column("made_up", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email_key", name=op.f("uq_person_email_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "pipeline_stage",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_pipeline_stage")),
    )
    op.create_table(
        "postcode_district",
        sa.Column("postcode", sa.Text(), nullable=False),
        sa.Column("district_code", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("postcode", name=op.f("pk_postcode_district")),
    )
    op.create_table(
        "postcode_share",
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("district_code", sa.Text(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("part", "district_code", name=op.f("pk_postcode_share")),
    )
    op.create_table(
        "reference_source",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Text(), nullable=False),
        sa.Column("built_in", sa.Boolean(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_reference_source")),
    )
    op.create_table(
        "scheme_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=60), nullable=False),
        sa.Column("document", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme_version")),
        sa.UniqueConstraint("version", name=op.f("uq_scheme_version_version")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "search_entry",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entry")),
    )
    with op.batch_alter_table("search_entry", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_search_entry_subject_id"), ["subject_id"], unique=False
        )

    op.create_table(
        "sic_code",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_sic_code")),
    )
    op.create_table(
        "tries",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_tries")),
    )
    with op.batch_alter_table("tries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tries_last_at"), ["last_at"], unique=False)

    op.create_table(
        "worker_beat",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("beat_at", sa.DateTime(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("uncertain", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_worker_beat")),
    )
    with op.batch_alter_table("worker_beat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_worker_beat_beat_at"), ["beat_at"], unique=False)

    op.create_table(
        "employer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("trading_name", sa.Text(), nullable=False),
        sa.Column("former_name", sa.Text(), nullable=False),
        sa.Column("company_number", sa.Text(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("legal_form", sa.String(length=60), nullable=False),
        sa.Column("size_band", sa.String(length=60), nullable=False),
        sa.Column("size_text", sa.Text(), nullable=False),
        sa.Column("sic_codes", sa.Text(), nullable=False),
        sa.Column("sic_section", sa.Text(), nullable=False),
        sa.Column("website", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("stage_code", sa.Text(), nullable=False),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("disability_confident", sa.Integer(), nullable=True),
        sa.Column("disability_confident_until", sa.Date(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("made_up", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["person.id"], name=op.f("fk_employer_owner_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["stage_code"],
            ["pipeline_stage.code"],
            name=op.f("fk_employer_stage_code_pipeline_stage"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employer")),
        sa.UniqueConstraint("company_number", name=op.f("uq_employer_company_number")),
        sa.UniqueConstraint("external_id", name=op.f("uq_employer_external_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("employer", schema=None) as batch_op:
        batch_op.create_index("ix_employer_name", ["name_key", "id"], unique=False)
        batch_op.create_index("ix_employer_owner", ["owner_id", "name_key", "id"], unique=False)
        batch_op.create_index(
            "ix_employer_owner_stage", ["owner_id", "stage_code", "name_key", "id"], unique=False
        )
        batch_op.create_index("ix_employer_stage", ["stage_code", "name_key", "id"], unique=False)

    op.create_table(
        "import_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=60), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("person_name", sa.Text(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(), nullable=False),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("operation_id", sa.Integer(), nullable=True),
        sa.Column("lease_until", sa.DateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("issues", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("sample", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("outcomes", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_import_file_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_file")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("import_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_file_state"), ["state"], unique=False)

    op.create_table(
        "journal_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("operation_id", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("seal_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["operation_id"], ["operation.id"], name=op.f("fk_journal_entry_operation_id_operation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_entry")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("journal_entry", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_journal_entry_operation_id"), ["operation_id"], unique=False
        )
        batch_op.create_index("ix_journal_entry_row", ["table_name", "row_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_journal_entry_seal_id"), ["seal_id"], unique=False)
        batch_op.create_index("ix_journal_entry_subject", ["subject_id", "id"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("audience", sa.String(length=60), nullable=False),
        sa.Column("to_addr", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=True),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("dedupe_key", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=60), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("posted_at", sa.DateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(), nullable=True),
        sa.Column("token", sa.Text(), nullable=True),
        sa.Column("handed_at", sa.DateTime(), nullable=True),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["link_id"],
            ["one_time_link.id"],
            name=op.f("fk_outbox_link_id_one_time_link"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_outbox_dedupe_key")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outbox_message_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_lease",
            ["lease_until"],
            unique=False,
            sqlite_where=sa.text("lease_until IS NOT NULL"),
            postgresql_where=sa.text("lease_until IS NOT NULL"),
        )
        batch_op.create_index("ix_outbox_state_due", ["state", "due_at", "id"], unique=False)

    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("browser", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_sign_in_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_sign_in_token_digest")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_person_id"), ["person_id"], unique=False)

    op.create_table(
        "employer_standing",
        sa.Column("employer_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("district_code", sa.Text(), nullable=False),
        sa.Column("district_certainty", sa.String(length=60), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=False),
        sa.Column("next_title", sa.Text(), nullable=False),
        sa.Column("last_contact_on", sa.Date(), nullable=True),
        sa.Column("openings", sa.Integer(), nullable=False),
        sa.Column("in_work", sa.Integer(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("score_percent", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["employer_id"],
            ["employer.id"],
            name=op.f("fk_employer_standing_employer_id_employer"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("employer_id", name=op.f("pk_employer_standing")),
    )
    with op.batch_alter_table("employer_standing", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_employer_standing_district_code"), ["district_code"], unique=False
        )
        batch_op.create_index("ix_employer_standing_next", ["next_on", "employer_id"], unique=False)

    op.create_table(
        "follow_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("anchor_on", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("due_time", sa.Text(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("next_n", sa.Integer(), nullable=False),
        sa.Column("make_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employer.id"], name=op.f("fk_follow_rule_employer_id_employer")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["person.id"], name=op.f("fk_follow_rule_owner_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_rule")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("follow_rule", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_follow_rule_employer_id"), ["employer_id"], unique=False
        )
        batch_op.create_index(
            "ix_follow_rule_make",
            ["make_on", "id"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "level_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("rose", sa.Boolean(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["employer_id"],
            ["employer.id"],
            name=op.f("fk_level_change_employer_id_employer"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_level_change")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("level_change", schema=None) as batch_op:
        batch_op.create_index("ix_level_change_employer", ["employer_id", "id"], unique=False)

    op.create_table(
        "proposed_level",
        sa.Column("employer_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("possible", sa.Integer(), nullable=False),
        sa.Column("percent_hundredths", sa.Integer(), nullable=False),
        sa.Column("confidence", sa.Text(), nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("summary", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("scored_on", sa.Date(), nullable=True),
        sa.Column("holds_until", sa.Date(), nullable=False),
        sa.Column("worked_out_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["employer_id"],
            ["employer.id"],
            name=op.f("fk_proposed_level_employer_id_employer"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("employer_id", name=op.f("pk_proposed_level")),
    )
    with op.batch_alter_table("proposed_level", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_proposed_level_holds_until"), ["holds_until"], unique=False
        )
        batch_op.create_index(
            "ix_proposed_level_percent", ["percent_hundredths", "employer_id"], unique=False
        )
        batch_op.create_index(
            "ix_proposed_level_rank", ["rank", "percent_hundredths", "employer_id"], unique=False
        )

    op.create_table(
        "site",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_main", sa.Boolean(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("town", sa.Text(), nullable=False),
        sa.Column("postcode", sa.Text(), nullable=False),
        sa.Column("district_code", sa.Text(), nullable=False),
        sa.Column("district_certainty", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employer.id"], name=op.f("fk_site_employer_id_employer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_site_employer_id"), ["employer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_site_postcode"), ["postcode"], unique=False)

    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("can_hire", sa.Boolean(), nullable=True),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employer.id"], name=op.f("fk_contact_employer_id_employer")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_contact_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_employer_id"), ["employer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contact_site_id"), ["site_id"], unique=False)

    op.create_table(
        "activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("outcome", sa.String(length=60), nullable=True),
        sa.Column("topic", sa.String(length=60), nullable=True),
        sa.Column("face_to_face", sa.Boolean(), nullable=False),
        sa.Column("hiring_authority", sa.Boolean(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("happened_at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("form_token", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_activity_by_id_person")),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_activity_contact_id_contact")
        ),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employer.id"], name=op.f("fk_activity_employer_id_employer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
        sa.UniqueConstraint("form_token", name=op.f("uq_activity_form_token")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.create_index("ix_activity_by_at", ["by_id", "happened_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_activity_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index(
            "ix_activity_employer_at", ["employer_id", "happened_at", "id"], unique=False
        )

    op.create_table(
        "vacancy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("contract", sa.String(length=60), nullable=False),
        sa.Column("days", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("tasks", sa.Text(), nullable=False),
        sa.Column("adjustments", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=60), nullable=False),
        sa.Column("closed_reason", sa.Text(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("made_up", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("pay_amount", sa.BigInteger(), nullable=True),
        sa.Column("pay_basis", sa.String(length=60), nullable=False),
        sa.Column("weekly_hours", sa.Text(), nullable=True),
        sa.Column("weeks_per_year", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["person.id"], name=op.f("fk_vacancy_approved_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_vacancy_contact_id_contact")
        ),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employer.id"], name=op.f("fk_vacancy_employer_id_employer")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["person.id"], name=op.f("fk_vacancy_entered_by_id_person")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_vacancy_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vacancy")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("vacancy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vacancy_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index(
            "ix_vacancy_employer_state", ["employer_id", "state", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_vacancy_site_id"), ["site_id"], unique=False)
        batch_op.create_index("ix_vacancy_state", ["state", "id"], unique=False)

    op.create_table(
        "follow_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("first_due_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("due_time", sa.Text(), nullable=False),
        sa.Column("snoozes", sa.Integer(), nullable=False),
        sa.Column("snooze_reason", sa.Text(), nullable=False),
        sa.Column("rule_id", sa.Integer(), nullable=True),
        sa.Column("occurrence", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("ended", sa.String(length=60), nullable=True),
        sa.Column("ended_why", sa.Text(), nullable=False),
        sa.Column("done_activity_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["done_activity_id"],
            ["activity.id"],
            name=op.f("fk_follow_up_done_activity_id_activity"),
        ),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employer.id"], name=op.f("fk_follow_up_employer_id_employer")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["person.id"], name=op.f("fk_follow_up_owner_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["rule_id"], ["follow_rule.id"], name=op.f("fk_follow_up_rule_id_follow_rule")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
        sa.UniqueConstraint(
            "rule_id", "first_due_on", name=op.f("uq_follow_up_rule_id_first_due_on")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_follow_up_done_activity_id"), ["done_activity_id"], unique=False
        )
        batch_op.create_index(
            "ix_follow_up_due",
            ["due_on", "id"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.create_index(
            "ix_follow_up_employer_due", ["employer_id", "due_on", "id"], unique=False
        )
        batch_op.create_index(
            "ix_follow_up_owner_closed", ["owner_id", "closed_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_follow_up_owner_due",
            ["owner_id", "due_on", "id"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.create_table(
        "placement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("vacancy_id", sa.Integer(), nullable=True),
        sa.Column("participant_ref", sa.Text(), nullable=False),
        sa.Column("job_title", sa.Text(), nullable=False),
        sa.Column("pathway", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("made_up", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("pay_amount", sa.BigInteger(), nullable=True),
        sa.Column("pay_basis", sa.String(length=60), nullable=False),
        sa.Column("weekly_hours", sa.Text(), nullable=True),
        sa.Column("weeks_per_year", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employer.id"], name=op.f("fk_placement_employer_id_employer")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["person.id"], name=op.f("fk_placement_entered_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["vacancy_id"], ["vacancy.id"], name=op.f("fk_placement_vacancy_id_vacancy")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.create_index(
            "ix_placement_employer_started", ["employer_id", "started_on", "id"], unique=False
        )
        batch_op.create_index(
            "ix_placement_ended_started", ["ended_on", "started_on", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_placement_participant_ref"), ["participant_ref"], unique=False
        )
        batch_op.create_index("ix_placement_started", ["started_on", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_placement_vacancy_id"), ["vacancy_id"], unique=False)

    op.create_table(
        "parity_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=60), nullable=False),
        sa.Column("review", sa.String(length=60), nullable=False),
        sa.Column("latest", sa.Boolean(), nullable=False),
        sa.Column("comparator", sa.String(length=60), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=True),
        sa.Column("period_end", sa.Date(), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("checked_at", sa.DateTime(), nullable=False),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.Column("reviewed_by_id", sa.Integer(), nullable=True),
        sa.Column("review_note", sa.Text(), nullable=False),
        sa.Column("made_up", sa.Boolean(), nullable=False),
        sa.Column("age", sa.Integer(), nullable=True),
        sa.Column("apprentice", sa.String(length=60), nullable=False),
        sa.Column("pay_basis", sa.String(length=60), nullable=True),
        sa.Column("basic_pay", sa.BigInteger(), nullable=True),
        sa.Column("contract_weekly_hours", sa.Text(), nullable=True),
        sa.Column("weeks_per_year", sa.Text(), nullable=False),
        sa.Column("paid_hours", sa.Text(), nullable=True),
        sa.Column("worked_hours", sa.Text(), nullable=True),
        sa.Column("overtime_hours", sa.Text(), nullable=False),
        sa.Column("overtime_rate", sa.BigInteger(), nullable=True),
        sa.Column("premium_pay", sa.BigInteger(), nullable=False),
        sa.Column("allowances", sa.BigInteger(), nullable=False),
        sa.Column("tips", sa.BigInteger(), nullable=False),
        sa.Column("bonus", sa.BigInteger(), nullable=False),
        sa.Column("deductions_for_employer", sa.BigInteger(), nullable=False),
        sa.Column("accommodation_charge", sa.BigInteger(), nullable=False),
        sa.Column("accommodation_nights", sa.Text(), nullable=False),
        sa.Column("comparator_basis", sa.String(length=60), nullable=True),
        sa.Column("comparator_amount", sa.BigInteger(), nullable=True),
        sa.Column("comparator_weekly_hours", sa.Text(), nullable=True),
        sa.Column("factor", sa.Text(), nullable=False),
        sa.Column("factor_evidence", sa.Boolean(), nullable=False),
        sa.Column("hourly", sa.BigInteger(), nullable=True),
        sa.Column("minimum_hourly", sa.BigInteger(), nullable=True),
        sa.Column("minimum", sa.BigInteger(), nullable=True),
        sa.Column("minimum_shortfall", sa.BigInteger(), nullable=True),
        sa.Column("comparator_hourly", sa.BigInteger(), nullable=True),
        sa.Column("gap_percent", sa.Text(), nullable=True),
        sa.Column("reasons", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["checked_by_id"], ["person.id"], name=op.f("fk_parity_check_checked_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employer.id"], name=op.f("fk_parity_check_employer_id_employer")
        ),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_parity_check_placement_id_placement")
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by_id"], ["person.id"], name=op.f("fk_parity_check_reviewed_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parity_check")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("parity_check", schema=None) as batch_op:
        batch_op.create_index(
            "ix_parity_check_employer", ["employer_id", "latest", "id"], unique=False
        )
        batch_op.create_index("ix_parity_check_placement", ["placement_id", "id"], unique=False)
        batch_op.create_index("ix_parity_check_review", ["review", "id"], unique=False)
        batch_op.create_index("ix_parity_check_status", ["latest", "status", "id"], unique=False)

    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE if sqlite else POSTGRES:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_fts")
    with op.batch_alter_table("parity_check", schema=None) as batch_op:
        batch_op.drop_index("ix_parity_check_status")
        batch_op.drop_index("ix_parity_check_review")
        batch_op.drop_index("ix_parity_check_placement")
        batch_op.drop_index("ix_parity_check_employer")

    op.drop_table("parity_check")
    with op.batch_alter_table("placement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_placement_vacancy_id"))
        batch_op.drop_index("ix_placement_started")
        batch_op.drop_index(batch_op.f("ix_placement_participant_ref"))
        batch_op.drop_index("ix_placement_ended_started")
        batch_op.drop_index("ix_placement_employer_started")

    op.drop_table("placement")
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_follow_up_owner_due",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.drop_index("ix_follow_up_owner_closed")
        batch_op.drop_index("ix_follow_up_employer_due")
        batch_op.drop_index(
            "ix_follow_up_due",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_follow_up_done_activity_id"))

    op.drop_table("follow_up")
    with op.batch_alter_table("vacancy", schema=None) as batch_op:
        batch_op.drop_index("ix_vacancy_state")
        batch_op.drop_index(batch_op.f("ix_vacancy_site_id"))
        batch_op.drop_index("ix_vacancy_employer_state")
        batch_op.drop_index(batch_op.f("ix_vacancy_contact_id"))

    op.drop_table("vacancy")
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.drop_index("ix_activity_employer_at")
        batch_op.drop_index(batch_op.f("ix_activity_contact_id"))
        batch_op.drop_index("ix_activity_by_at")

    op.drop_table("activity")
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_site_id"))
        batch_op.drop_index(batch_op.f("ix_contact_employer_id"))

    op.drop_table("contact")
    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_site_postcode"))
        batch_op.drop_index(batch_op.f("ix_site_employer_id"))

    op.drop_table("site")
    with op.batch_alter_table("proposed_level", schema=None) as batch_op:
        batch_op.drop_index("ix_proposed_level_rank")
        batch_op.drop_index("ix_proposed_level_percent")
        batch_op.drop_index(batch_op.f("ix_proposed_level_holds_until"))

    op.drop_table("proposed_level")
    with op.batch_alter_table("level_change", schema=None) as batch_op:
        batch_op.drop_index("ix_level_change_employer")

    op.drop_table("level_change")
    with op.batch_alter_table("follow_rule", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_follow_rule_make",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_follow_rule_employer_id"))

    op.drop_table("follow_rule")
    with op.batch_alter_table("employer_standing", schema=None) as batch_op:
        batch_op.drop_index("ix_employer_standing_next")
        batch_op.drop_index(batch_op.f("ix_employer_standing_district_code"))

    op.drop_table("employer_standing")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_person_id"))

    op.drop_table("sign_in")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_state_due")
        batch_op.drop_index(
            "ix_outbox_lease",
            sqlite_where=sa.text("lease_until IS NOT NULL"),
            postgresql_where=sa.text("lease_until IS NOT NULL"),
        )

    op.drop_table("outbox")
    with op.batch_alter_table("journal_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_journal_entry_subject")
        batch_op.drop_index(batch_op.f("ix_journal_entry_seal_id"))
        batch_op.drop_index("ix_journal_entry_row")
        batch_op.drop_index(batch_op.f("ix_journal_entry_operation_id"))

    op.drop_table("journal_entry")
    with op.batch_alter_table("import_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_file_state"))

    op.drop_table("import_file")
    with op.batch_alter_table("employer", schema=None) as batch_op:
        batch_op.drop_index("ix_employer_stage")
        batch_op.drop_index("ix_employer_owner_stage")
        batch_op.drop_index("ix_employer_owner")
        batch_op.drop_index("ix_employer_name")

    op.drop_table("employer")
    with op.batch_alter_table("worker_beat", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_worker_beat_beat_at"))

    op.drop_table("worker_beat")
    with op.batch_alter_table("tries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tries_last_at"))

    op.drop_table("tries")
    op.drop_table("sic_code")
    with op.batch_alter_table("search_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_search_entry_subject_id"))

    op.drop_table("search_entry")
    op.drop_table("scheme_version")
    op.drop_table("reference_source")
    op.drop_table("postcode_share")
    op.drop_table("postcode_district")
    op.drop_table("pipeline_stage")
    op.drop_table("person")
    op.drop_table("pay_rate")
    with op.batch_alter_table("operation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_operation_undoes_id"))

    op.drop_table("operation")
    with op.batch_alter_table("one_time_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_one_time_link_subject_id"))

    op.drop_table("one_time_link")
    op.drop_table("journal_seal")
    op.drop_table("job_run")
    op.drop_table("cadence")
    op.drop_table("bank_holiday")
    op.drop_table("authority")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION journal_kept()")
        op.execute("DROP FUNCTION journal_entry_kept()")
