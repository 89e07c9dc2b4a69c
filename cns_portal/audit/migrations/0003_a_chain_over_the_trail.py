"""A chain of hashes over the entries, append-only like them."""

import django.db.models.deletion
from django.db import migrations, models

REFUSE = """
CREATE FUNCTION audit_chain_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' AND left(current_database(), 5) = 'test_' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'The chain over the audit trail is append-only: % is refused.', TG_OP
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'audit_chain_is_never_changed';
END
$$;
""" + "".join(
    f"""
CREATE TRIGGER audit_chain_is_never_changed BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION audit_chain_refuse_change();
CREATE TRIGGER audit_chain_is_never_emptied BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION audit_chain_refuse_change();
"""
    for table in ("audit_auditlink", "audit_auditseal")
)

ALLOW = """
DROP TRIGGER audit_chain_is_never_changed ON audit_auditlink;
DROP TRIGGER audit_chain_is_never_emptied ON audit_auditlink;
DROP TRIGGER audit_chain_is_never_changed ON audit_auditseal;
DROP TRIGGER audit_chain_is_never_emptied ON audit_auditseal;
DROP FUNCTION audit_chain_refuse_change();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0002_entries_are_never_changed'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditSeal',
            fields=[
                ('position', models.BigIntegerField(primary_key=True, serialize=False, verbose_name='position of the last entry')),
                ('entries', models.PositiveIntegerField(verbose_name='entries')),
                ('highest_entry', models.BigIntegerField(verbose_name='highest number of an entry so far')),
                ('sealed_at', models.DateTimeField(db_index=True, verbose_name='sealed at')),
                ('head', models.BinaryField(max_length=32, verbose_name='head of the chain')),
            ],
            options={
                'verbose_name': 'seal of the chain',
                'verbose_name_plural': 'seals of the chain',
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(('entries__gte', 1), ('position__gte', models.F('entries'))), name='audit_seal_is_over_something')],
            },
        ),
        migrations.CreateModel(
            name='AuditLink',
            fields=[
                ('position', models.BigIntegerField(primary_key=True, serialize=False, verbose_name='position')),
                ('hash', models.BinaryField(max_length=32, verbose_name='hash')),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='link', to='audit.auditentry', verbose_name='entry')),
            ],
            options={
                'verbose_name': 'link of the chain',
                'verbose_name_plural': 'links of the chain',
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(('position__gte', 1)), name='audit_link_positions_begin_with_one')],
            },
        ),
        migrations.RunSQL(REFUSE, ALLOW),
    ]
