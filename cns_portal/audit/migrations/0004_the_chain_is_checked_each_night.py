"""What came of checking the chain at night, and from where the next night goes on."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0003_a_chain_over_the_trail'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('walk', models.CharField(choices=[('new', 'new entries'), ('round', 'everything, a part each night')], max_length=10, verbose_name='walk')),
                ('checked_at', models.DateTimeField(db_index=True, verbose_name='checked at')),
                ('after_position', models.BigIntegerField(verbose_name='after position')),
                ('until_position', models.BigIntegerField(verbose_name='until position')),
                ('head', models.BinaryField(max_length=32, verbose_name='head of the chain')),
                ('entries', models.PositiveIntegerField(verbose_name='entries')),
                ('broken', models.PositiveIntegerField(verbose_name='breaks')),
                ('places', models.JSONField(blank=True, default=list, verbose_name='the first breaks')),
            ],
            options={
                'verbose_name': 'check of the audit trail',
                'verbose_name_plural': 'checks of the audit trail',
                'default_permissions': ('view',),
                'indexes': [models.Index(fields=['walk', '-id'], name='audit_check_by_walk'), models.Index(condition=models.Q(('broken__gt', 0)), fields=['checked_at'], name='audit_check_broken')],
                'constraints': [models.CheckConstraint(condition=models.Q(('walk__in', ['new', 'round'])), name='audit_check_walk_is_known'), models.CheckConstraint(condition=models.Q(('after_position__gte', 0), ('until_position__gte', 0)), name='audit_check_positions_are_not_negative')],
            },
        ),
    ]
