from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('insured', '0004_first_ready_texts'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='declaration',
            name='declaration_number_is_unique',
        ),
        migrations.AddField(
            model_name='declarationimport',
            name='encoding',
            field=models.CharField(choices=[('utf-8', 'UTF-8'), ('windows-1252', 'Windows-1252'), ('iso-8859-15', 'ISO 8859-15')], default='utf-8', max_length=12, verbose_name='encoding'),
        ),
        migrations.AddConstraint(
            model_name='declaration',
            constraint=models.UniqueConstraint(fields=('number', 'person', 'movement', 'cover', 'fund', 'employer_number', 'effective_on'), name='declaration_is_kept_once'),
        ),
        migrations.AddConstraint(
            model_name='declarationimport',
            constraint=models.CheckConstraint(condition=models.Q(('encoding__in', ['utf-8', 'windows-1252', 'iso-8859-15'])), name='import_encoding_is_known'),
        ),
    ]
