"""What searches read: the trigrams of texts, for indexes of the apps above. See ADR 23."""

from django.db import migrations

# The three-letter pieces of some texts, in capitals as `icontains` compares them. Texts are kept apart by a line
# break and no piece has a space in it, for no word that is searched for has one. It is costly, and says so: to
# compute it for each row is never what a statement wants.
FORWARDS = """
CREATE FUNCTION search_trigrams(VARIADIC texts text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 5000 AS $$
    SELECT coalesce(array_agg(DISTINCT piece), '{}')
    FROM (SELECT letter || lead(letter) OVER letters || lead(letter, 2) OVER letters AS piece
          FROM string_to_table(upper(array_to_string(texts, E'\n')), NULL)
               WITH ORDINALITY AS letter_of (letter, place)
          WINDOW letters AS (ORDER BY place)) AS pieces
    WHERE piece !~ '[[:space:]]'
$$;
"""
BACKWARDS = "DROP FUNCTION search_trigrams(VARIADIC text[]);"


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_kept_columns")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
