from django.db import migrations, models

import cns_portal.sealing.fields


class Migration(migrations.Migration):

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name='DigestKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('context', models.CharField(max_length=100, unique=True, verbose_name='purpose')),
                ('key', cns_portal.sealing.fields.SealedBytes(verbose_name='key')),
            ],
            options={
                'verbose_name': 'key of digests',
                'verbose_name_plural': 'keys of digests',
                'default_permissions': (),
            },
        ),
    ]
