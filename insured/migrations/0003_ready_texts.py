
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('insured', '0002_who_is_covered'),
        ('procedures', '0003_events_by_time'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ReplyTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(help_text='Letters, digits and dashes. It never changes.', max_length=60, verbose_name='code')),
                ('kind', models.CharField(blank=True, choices=[('co_insurance', 'Add a family member'), ('end_co_insurance', 'End a co-insurance'), ('remain_co_insured', 'Remain co-insured from 30 on'), ('voluntary_insurance', 'Voluntary insurance'), ('s1', 'Form S1 for the country of residence'), ('bl1', 'Form BL1 for Belgium'), ('s2', 'Authorisation of planned care abroad (S2)'), ('card', 'Social security card'), ('bank_account', 'Change of bank account')], help_text='Empty: offered for every kind.', max_length=30, verbose_name='kind of request')),
                ('use', models.CharField(choices=[('ask', 'Asking the person for something'), ('accept', 'Accepting'), ('refuse', 'Refusing')], max_length=10, verbose_name='offered when')),
                ('position', models.PositiveSmallIntegerField(default=100, verbose_name='position')),
                ('is_active', models.BooleanField(default=True, verbose_name='offered')),
                ('title_fr', models.CharField(max_length=100, verbose_name='title in French')),
                ('title_de', models.CharField(blank=True, max_length=100, verbose_name='title in German')),
                ('title_lb', models.CharField(blank=True, max_length=100, verbose_name='title in Luxembourgish')),
                ('title_en', models.CharField(blank=True, max_length=100, verbose_name='title in English')),
                ('text_fr', models.TextField(max_length=2000, verbose_name='text in French')),
                ('text_de', models.TextField(blank=True, max_length=2000, verbose_name='text in German')),
                ('text_lb', models.TextField(blank=True, max_length=2000, verbose_name='text in Luxembourgish')),
                ('text_en', models.TextField(blank=True, max_length=2000, verbose_name='text in English')),
            ],
            options={
                'verbose_name': 'ready text',
                'verbose_name_plural': 'ready texts',
                'ordering': ['use', 'kind', 'position', 'code'],
            },
        ),
        migrations.AlterModelOptions(
            name='insuredperson',
            options={'ordering': ['last_name', 'first_name', 'pk'], 'permissions': [('change_matricule', 'Can replace a national identification number'), ('register_newborn', 'Can register a newborn child')], 'verbose_name': 'insured person', 'verbose_name_plural': 'insured persons'},
        ),
        migrations.AddIndex(
            model_name='request',
            index=models.Index(condition=models.Q(('state__in', ['sent', 'being_checked', 'needs_you'])), fields=['sent_at', 'id'], name='request_waiting_by_day'),
        ),
        migrations.AddIndex(
            model_name='request',
            index=models.Index(fields=['sent_at', 'id'], name='request_by_day'),
        ),
        migrations.AddConstraint(
            model_name='replytemplate',
            constraint=models.UniqueConstraint(fields=('code',), name='reply_template_code_is_unique'),
        ),
        migrations.AddConstraint(
            model_name='replytemplate',
            constraint=models.CheckConstraint(condition=models.Q(('kind', ''), ('kind__in', ['co_insurance', 'end_co_insurance', 'remain_co_insured', 'voluntary_insurance', 's1', 'bl1', 's2', 'card', 'bank_account']), _connector='OR'), name='reply_template_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='replytemplate',
            constraint=models.CheckConstraint(condition=models.Q(('use__in', ['ask', 'accept', 'refuse'])), name='reply_template_use_is_known'),
        ),
        migrations.AddConstraint(
            model_name='replytemplate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('title_fr', ''), _negated=True), models.Q(('text_fr', ''), _negated=True)), name='reply_template_has_words_in_french'),
        ),
    ]
