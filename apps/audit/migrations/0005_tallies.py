"""How many rows a table has, kept as they come and go, for lists that nobody can count in time. See ADR 26."""

from django.db import migrations, models

# Whoever writes only ever adds a line, so nobody waits for anybody; and a line is as visible as the rows it counts.
# Every 64th line puts together whatever lines are free: those of others that are not committed yet are not
# seen, and those that somebody else is putting together are skipped.
FORWARDS = """
CREATE FUNCTION audit_tally_add(what text, how_many bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE line bigint;
BEGIN
    IF how_many = 0 THEN RETURN; END IF;
    INSERT INTO audit_tally (name, amount) VALUES (what, how_many) RETURNING id INTO line;
    IF line % 64 = 0 THEN
        WITH gone AS (
            DELETE FROM audit_tally
            WHERE id IN (SELECT id FROM audit_tally FOR UPDATE SKIP LOCKED)
            RETURNING name, amount
        )
        INSERT INTO audit_tally (name, amount)
        SELECT name, sum(amount) FROM gone GROUP BY name HAVING sum(amount) <> 0;
    END IF;
END $$;

-- For every statement on a watched table. With a column, rows are told apart by what it says.
CREATE FUNCTION audit_tally_rows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    suffix text := CASE WHEN TG_NARGS = 0 THEN '''''' ELSE format(''':'' || %I', TG_ARGV[0]) END;
    changed text := CASE TG_OP
        WHEN 'INSERT' THEN format('SELECT %s, 1 FROM added', suffix)
        WHEN 'DELETE' THEN format('SELECT %s, -1 FROM removed', suffix)
        ELSE format('SELECT %s, 1 FROM added UNION ALL SELECT %s, -1 FROM removed', suffix, suffix) END;
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        DELETE FROM audit_tally WHERE name = TG_TABLE_NAME OR starts_with(name, TG_TABLE_NAME || ':');
    ELSE
        EXECUTE format('SELECT audit_tally_add(%L || suffix, sum(step)) FROM (%s) AS step (suffix, step)'
                       ' GROUP BY suffix', TG_TABLE_NAME, changed);
    END IF;
    RETURN NULL;
END $$;

-- Watch a table from now on, and count what is there; nobody writes to it meanwhile.
CREATE FUNCTION audit_tally_watch(watched text, col text DEFAULT NULL) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    call text := format('EXECUTE FUNCTION audit_tally_rows(%s)', quote_literal(col));
    suffix text := CASE WHEN col IS NULL THEN '''''' ELSE format(''':'' || %I', col) END;
BEGIN
    EXECUTE format('CREATE TRIGGER %I AFTER INSERT ON %I REFERENCING NEW TABLE AS added FOR EACH STATEMENT %s',
                   watched || '_tally_added', watched, call);
    EXECUTE format('CREATE TRIGGER %I AFTER DELETE ON %I REFERENCING OLD TABLE AS removed FOR EACH STATEMENT %s',
                   watched || '_tally_removed', watched, call);
    EXECUTE format('CREATE TRIGGER %I AFTER TRUNCATE ON %I FOR EACH STATEMENT %s',
                   watched || '_tally_emptied', watched, call);
    IF col IS NOT NULL THEN
        EXECUTE format('CREATE TRIGGER %I AFTER UPDATE ON %I REFERENCING NEW TABLE AS added OLD TABLE AS removed'
                       ' FOR EACH STATEMENT %s', watched || '_tally_changed', watched, call);
    END IF;
    EXECUTE format('SELECT audit_tally_add(%L || suffix, count(*)) FROM (SELECT %s FROM %I) AS row_of (suffix)'
                   ' GROUP BY suffix', watched, suffix, watched);
END $$;

CREATE FUNCTION audit_tally_unwatch(watched text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE ending text;
BEGIN
    FOREACH ending IN ARRAY ARRAY['added', 'removed', 'emptied', 'changed'] LOOP
        EXECUTE format('DROP TRIGGER IF EXISTS %I ON %I', watched || '_tally_' || ending, watched);
    END LOOP;
    DELETE FROM audit_tally WHERE name = watched OR starts_with(name, watched || ':');
END $$;
"""
BACKWARDS = """
DROP FUNCTION audit_tally_unwatch(text);
DROP FUNCTION audit_tally_watch(text, text);
DROP FUNCTION audit_tally_rows();
DROP FUNCTION audit_tally_add(text, bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_trigrams")]
    operations = [
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("amount", models.BigIntegerField()),
            ],
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
