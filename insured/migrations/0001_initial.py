
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='InsuredPerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('matricule', models.CharField(blank=True, max_length=13, null=True, unique=True, verbose_name='national identification number')),
                ('person_identifier', models.CharField(blank=True, max_length=128, null=True, unique=True, verbose_name='eIDAS person identifier')),
                ('first_name', models.CharField(max_length=150, verbose_name='first name')),
                ('last_name', models.CharField(max_length=150, verbose_name='last name')),
                ('birth_date', models.DateField(blank=True, null=True, verbose_name='date of birth')),
                ('birth_place', models.CharField(blank=True, max_length=100, verbose_name='place of birth')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail address')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='telephone')),
                ('street', models.CharField(blank=True, max_length=200, verbose_name='street and number')),
                ('postcode', models.CharField(blank=True, max_length=12, verbose_name='postcode')),
                ('locality', models.CharField(blank=True, max_length=100, verbose_name='locality')),
                ('country', models.CharField(blank=True, default='LU', max_length=2, verbose_name='country')),
                ('language', models.CharField(choices=[('fr', 'French'), ('de', 'German'), ('lb', 'Luxembourgish'), ('en', 'English')], default='en', max_length=2, verbose_name='language')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='known since')),
                ('account', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='insured_person', to=settings.AUTH_USER_MODEL, verbose_name='account')),
                ('dossier', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='insured_person', to='accounts.dossier', verbose_name='dossier')),
            ],
            options={
                'verbose_name': 'insured person',
                'verbose_name_plural': 'insured persons',
                'ordering': ['last_name', 'first_name', 'pk'],
                'indexes': [models.Index(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('last_name'), name='text_pattern_ops'), name='insured_by_last_name'), models.Index(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('first_name'), name='text_pattern_ops'), name='insured_by_first_name')],
                'constraints': [models.CheckConstraint(condition=models.Q(('matricule__isnull', True), ('matricule__regex', '^[0-9]{13}$'), _connector='OR'), name='insured_matricule_is_thirteen_digits'), models.CheckConstraint(condition=models.Q(('matricule__isnull', False), ('person_identifier__isnull', False), _connector='OR'), name='insured_person_can_be_recognised'), models.CheckConstraint(condition=models.Q(('person_identifier__isnull', True), models.Q(('person_identifier', ''), _negated=True), _connector='OR'), name='insured_person_identifier_is_not_blank'), models.CheckConstraint(condition=models.Q(('language__in', ['fr', 'de', 'lb', 'en'])), name='insured_language_is_known'), models.CheckConstraint(condition=models.Q(('country', ''), ('country__regex', '^[A-Z]{2}$'), _connector='OR'), name='insured_country_has_two_letters')],
            },
        ),
    ]
