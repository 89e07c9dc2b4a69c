"""For triggers that refuse changes: what a new key of the portal changes in a sealed value.

`sealing_is_rewrapped` says whether two sealed values hold the same content under two keys of the
portal. The header of the envelope (`sealing.envelope`, 72 bytes: name of the portal's key, and the
content's own key wrapped by it) differs in that name; nonce, content and tag behind it are the same
byte for byte. Another content cannot look like that, whoever writes it: the tag fits these bytes
under their own key only. The database holds no keys and cannot try whether a header opens; one that
does not makes the content unreadable, which everybody sees, and never another one.
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION sealing_is_rewrapped(was bytea, becomes bytea) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(
        octet_length(was) > 72
        AND substring(was FOR 4) = 'CNS1'::bytea
        AND substring(becomes FOR 4) = 'CNS1'::bytea
        AND substring(was FROM 5 FOR 8) <> substring(becomes FROM 5 FOR 8)
        AND substring(was FROM 73) = substring(becomes FROM 73),
        false
    )
$$;
"""

DROP = "DROP FUNCTION sealing_is_rewrapped(bytea, bytea);"


class Migration(migrations.Migration):
    dependencies = [("sealing", "0001_keys_of_digests")]

    operations = [migrations.RunSQL(CREATE, DROP)]
