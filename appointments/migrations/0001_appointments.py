
import appointments.models.appointment
import cns_portal.clock
import cns_portal.db
import django.contrib.postgres.constraints
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('documents', '0001_documents'),
        ('procedures', '0002_events_are_never_changed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Agency',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True, verbose_name='short name in addresses')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('street', models.CharField(max_length=120, verbose_name='street and number')),
                ('postcode', models.CharField(max_length=10, validators=[django.core.validators.RegexValidator('^L-\\d{4}$')], verbose_name='postcode')),
                ('locality', models.CharField(max_length=80, verbose_name='locality')),
                ('demonstration_address', models.BooleanField(default=False, help_text='The real address is not known here; pages say that this one is invented.', verbose_name='demonstration address')),
                ('access_note', models.CharField(blank=True, max_length=300, verbose_name='how to get there and in')),
                ('email', models.EmailField(blank=True, help_text='Each booking of this agency is told to this address.', max_length=254, verbose_name='e-mail of the staff')),
                ('active', models.BooleanField(default=True, verbose_name='takes appointments')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position in lists')),
                ('agents', models.ManyToManyField(blank=True, limit_choices_to={'is_staff': True}, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='agents')),
            ],
            options={
                'verbose_name': 'agency',
                'verbose_name_plural': 'agencies',
                'ordering': ['position', 'name'],
            },
        ),
        migrations.CreateModel(
            name='BookingPolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('open_bookings_per_person', models.PositiveSmallIntegerField(default=3, validators=[django.core.validators.MinValueValidator(1)], verbose_name='open appointments per person')),
                ('hold_minutes', models.PositiveSmallIntegerField(default=10, validators=[django.core.validators.MinValueValidator(1)], verbose_name='minutes a chosen time is kept')),
                ('hold_extensions', models.PositiveSmallIntegerField(default=2, verbose_name='how often that can be extended')),
                ('holds_per_hour', models.PositiveSmallIntegerField(default=30, help_text='Protects against programs that block times.', verbose_name='times that can be chosen per hour from one place')),
            ],
            options={
                'verbose_name': 'booking limits',
                'verbose_name_plural': 'booking limits',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='booking_policy_is_one_row')],
            },
        ),
        migrations.CreateModel(
            name='CalendarVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.BigIntegerField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='calendar_version_is_one_row')],
            },
        ),
        migrations.CreateModel(
            name='Desk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('on_site', 'At an agency'), ('video', 'By video call')], max_length=10, verbose_name='channel')),
                ('name', models.CharField(max_length=40, verbose_name='name')),
                ('position', models.PositiveSmallIntegerField(default=0, help_text='Hours that open two desks open the first two.', verbose_name='order of staffing')),
                ('active', models.BooleanField(default=True, verbose_name='in service')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='desks', to='appointments.agency', verbose_name='agency')),
            ],
            options={
                'verbose_name': 'desk',
                'verbose_name_plural': 'desks',
                'ordering': ['agency', 'channel', 'position', 'name'],
            },
        ),
        migrations.CreateModel(
            name='Appointment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, unique=True, verbose_name='public identifier')),
                ('topic', models.CharField(choices=[('reimbursement', 'Reimbursement of medical bills (cheques / instant wire transfers)'), ('information', 'Information – documents'), ('long_term_care', 'Long-term care insurance')], max_length=20, verbose_name='topic')),
                ('channel', models.CharField(choices=[('on_site', 'At an agency'), ('video', 'By video call')], max_length=10, verbose_name='channel')),
                ('starts_at', models.DateTimeField(verbose_name='begins')),
                ('ends_at', models.DateTimeField(verbose_name='ends')),
                ('occupied_until', models.DateTimeField(verbose_name='desk taken until')),
                ('status', models.CharField(choices=[('held', 'Kept for a few minutes'), ('requested', 'Being checked'), ('confirmed', 'Confirmed'), ('checked_in', 'Arrived'), ('completed', 'Completed'), ('missed', 'Missed'), ('cancelled', 'Cancelled'), ('refused', 'Refused'), ('moved', 'Moved to another time'), ('expired', 'Not sent in time')], default='held', max_length=12, verbose_name='status')),
                ('hold_key', models.CharField(blank=True, db_index=True, max_length=64)),
                ('hold_expires_at', models.DateTimeField(blank=True, null=True, verbose_name='kept until')),
                ('hold_extensions', models.PositiveSmallIntegerField(default=0)),
                ('person_key', models.BigIntegerField(blank=True, help_text='A keyed hash of the person concerned: one person is in one place at a time.', null=True)),
                ('signed_in', models.BooleanField(default=False, verbose_name='with authentication')),
                ('for_another', models.BooleanField(default=False, verbose_name='for another person')),
                ('question', models.TextField(blank=True, max_length=500, verbose_name='what it is about')),
                ('language', models.CharField(choices=[('fr', 'French'), ('de', 'German'), ('lb', 'Luxembourgish'), ('en', 'English')], default='en', max_length=2, verbose_name='language')),
                ('consented_at', models.DateTimeField(blank=True, null=True, verbose_name='consent given')),
                ('requested_at', models.DateTimeField(blank=True, null=True, verbose_name='sent')),
                ('left_to_agent_at', models.DateTimeField(blank=True, null=True, verbose_name='left to an agent')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided')),
                ('cancelled_at', models.DateTimeField(blank=True, null=True, verbose_name='cancelled')),
                ('check_in_code', models.CharField(default=appointments.models.appointment.new_check_in_code, editable=False, max_length=32, unique=True)),
                ('revision', models.PositiveSmallIntegerField(default=0, editable=False, help_text='SEQUENCE in the calendar file.')),
                ('created_at', models.DateTimeField(default=cns_portal.clock.now, editable=False, verbose_name='chosen')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='appointments.agency', verbose_name='agency')),
                ('identity_copy', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document', verbose_name='copy of the identity card')),
                ('procedure', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='procedures.procedure', verbose_name='procedure')),
                ('rescheduled_from', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='appointments.appointment', verbose_name='moved from')),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='appointments.desk', verbose_name='desk')),
            ],
            options={
                'verbose_name': 'appointment',
                'verbose_name_plural': 'appointments',
                'ordering': ['starts_at'],
            },
        ),
        migrations.CreateModel(
            name='OpeningHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('on_site', 'At an agency'), ('video', 'By video call')], max_length=10, verbose_name='channel')),
                ('weekday', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')], verbose_name='weekday')),
                ('opens_at', models.TimeField(verbose_name='opens')),
                ('closes_at', models.TimeField(verbose_name='closes')),
                ('desks', models.PositiveSmallIntegerField(blank=True, help_text='Empty: all desks in service.', null=True, verbose_name='desks served')),
                ('valid_from', models.DateField(verbose_name='from')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='until and including')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='opening_hours', to='appointments.agency', verbose_name='agency')),
            ],
            options={
                'verbose_name': 'opening hours',
                'verbose_name_plural': 'opening hours',
                'ordering': ['agency', 'channel', 'weekday', 'opens_at'],
            },
        ),
        migrations.CreateModel(
            name='Participant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('applicant', 'The person who makes the appointment'), ('concerned', 'The person the appointment is for')], max_length=10, verbose_name='role')),
                ('first_name', models.CharField(max_length=150, verbose_name='first name')),
                ('last_name', models.CharField(max_length=150, verbose_name='last name')),
                ('matricule', models.CharField(blank=True, db_index=True, max_length=13, verbose_name='matricule')),
                ('birth_date', models.DateField(blank=True, null=True, verbose_name='date of birth')),
                ('birth_place', models.CharField(blank=True, max_length=100, verbose_name='place of birth')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='phone')),
                ('street', models.CharField(blank=True, max_length=200, verbose_name='street and number')),
                ('postcode', models.CharField(blank=True, max_length=12, verbose_name='postcode')),
                ('locality', models.CharField(blank=True, max_length=100, verbose_name='locality')),
                ('country', models.CharField(blank=True, max_length=2, verbose_name='country')),
                ('insured_with_cns', models.BooleanField(blank=True, null=True, verbose_name='insured with the CNS')),
                ('appointment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='participants', to='appointments.appointment')),
            ],
            options={
                'verbose_name': 'person in the appointment',
                'verbose_name_plural': 'people in the appointment',
            },
        ),
        migrations.CreateModel(
            name='SpecialOpening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('on_site', 'At an agency'), ('video', 'By video call')], max_length=10, verbose_name='channel')),
                ('day', models.DateField(verbose_name='day')),
                ('opens_at', models.TimeField(verbose_name='opens')),
                ('closes_at', models.TimeField(verbose_name='closes')),
                ('desks', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='desks served')),
                ('on_public_holiday', models.BooleanField(default=False, help_text='Without this, a public holiday stays closed.', verbose_name='also on a public holiday')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='appointments.agency', verbose_name='agency')),
            ],
            options={
                'verbose_name': 'special opening',
                'verbose_name_plural': 'special openings',
                'ordering': ['day', 'opens_at'],
            },
        ),
        migrations.CreateModel(
            name='TopicOffer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.CharField(choices=[('reimbursement', 'Reimbursement of medical bills (cheques / instant wire transfers)'), ('information', 'Information – documents'), ('long_term_care', 'Long-term care insurance')], max_length=20, verbose_name='topic')),
                ('channel', models.CharField(choices=[('on_site', 'At an agency'), ('video', 'By video call')], max_length=10, verbose_name='channel')),
                ('active', models.BooleanField(default=True, verbose_name='offered')),
                ('slot_minutes', models.PositiveSmallIntegerField(default=15, validators=[django.core.validators.MinValueValidator(5), django.core.validators.MaxValueValidator(240)], verbose_name='minutes for the person')),
                ('buffer_minutes', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(120)], verbose_name='minutes for the agent afterwards')),
                ('notice_minutes', models.PositiveIntegerField(default=120, help_text='How long before it begins an appointment can still be booked.', verbose_name='minimum notice in minutes')),
                ('horizon_days', models.PositiveSmallIntegerField(default=60, validators=[django.core.validators.MaxValueValidator(366)], verbose_name='days ahead that can be booked')),
                ('left_to_agent', models.BooleanField(default=False, help_text='Requests are not accepted automatically; the page says so.', verbose_name='an agent decides')),
            ],
            options={
                'verbose_name': 'topic and channel',
                'verbose_name_plural': 'topics and channels',
                'ordering': ['topic', 'channel'],
                'constraints': [models.UniqueConstraint(fields=('topic', 'channel'), name='topic_offer_once_per_channel'), models.CheckConstraint(condition=models.Q(('topic__in', ['reimbursement', 'information', 'long_term_care'])), name='topic_offer_topic_is_known'), models.CheckConstraint(condition=models.Q(('channel', 'video'), ('topic', 'reimbursement'), _negated=True), name='topic_offer_never_reimburses_by_video', violation_error_message='Medical bills cannot be reimbursed during a video call.'), models.CheckConstraint(condition=models.Q(('slot_minutes__gte', 5), ('slot_minutes__lte', 240)), name='topic_offer_takes_whole_ticks', violation_error_message='An appointment takes between 5 and 240 minutes.')],
            },
        ),
        migrations.CreateModel(
            name='AgencyDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('version', models.BigIntegerField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='appointments.agency')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('agency', 'day'), name='agency_day_is_counted_once')],
            },
        ),
        migrations.CreateModel(
            name='Closure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(blank=True, choices=[('on_site', 'At an agency'), ('video', 'By video call')], help_text='Empty: at the agency and by video call.', max_length=10, verbose_name='channel')),
                ('day', models.DateField(verbose_name='day')),
                ('from_time', models.TimeField(blank=True, null=True, verbose_name='from')),
                ('until_time', models.TimeField(blank=True, null=True, verbose_name='until')),
                ('reason', models.CharField(help_text='People read it when they ask for this time.', max_length=120, verbose_name='reason')),
                ('agency', models.ForeignKey(blank=True, help_text='Empty: all agencies.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='appointments.agency', verbose_name='agency')),
            ],
            options={
                'verbose_name': 'closure',
                'verbose_name_plural': 'closures',
                'ordering': ['-day'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('from_time__isnull', True), ('until_time__isnull', True)), models.Q(('from_time__isnull', False), ('until_time__isnull', False)), _connector='OR'), name='closure_has_both_times_or_none', violation_error_message='Give both times, or none for the whole day.'), models.CheckConstraint(condition=models.Q(('from_time__isnull', True), ('from_time__lt', models.F('until_time')), _connector='OR'), name='closure_ends_after_it_begins', violation_error_message='The end must be later than the beginning.')],
            },
        ),
        migrations.AddConstraint(
            model_name='desk',
            constraint=models.CheckConstraint(condition=models.Q(('channel__in', ['on_site', 'video'])), name='desk_channel_is_known'),
        ),
        migrations.AddConstraint(
            model_name='desk',
            constraint=models.UniqueConstraint(fields=('agency', 'channel', 'name'), name='desk_name_once_per_agency'),
        ),
        migrations.AddIndex(
            model_name='appointment',
            index=models.Index(condition=models.Q(('status__in', ['checked_in', 'confirmed', 'held', 'requested'])), fields=['agency', 'starts_at'], include=('desk', 'occupied_until', 'hold_expires_at'), name='appointment_taken_times'),
        ),
        migrations.AddIndex(
            model_name='appointment',
            index=models.Index(fields=['agency', 'starts_at'], name='appointment_agenda'),
        ),
        migrations.AddIndex(
            model_name='appointment',
            index=models.Index(condition=models.Q(('status', 'requested')), fields=['requested_at'], name='appointment_undecided'),
        ),
        migrations.AddIndex(
            model_name='appointment',
            index=models.Index(condition=models.Q(('status', 'held')), fields=['hold_expires_at'], name='appointment_expiring'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['cancelled', 'checked_in', 'completed', 'confirmed', 'expired', 'held', 'missed', 'moved', 'refused', 'requested'])), name='appointment_status_is_known'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(('starts_at__lt', models.F('ends_at'))), name='appointment_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__lte', models.F('occupied_until'))), name='appointment_desk_is_taken_to_its_end'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(('channel', 'video'), ('topic', 'reimbursement'), _negated=True), name='appointment_never_reimburses_by_video'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('hold_expires_at__isnull', False), ('status', 'held')), models.Q(models.Q(('status', 'held'), _negated=True), ('hold_expires_at__isnull', True)), _connector='OR'), name='appointment_held_iff_expiring'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['held', 'expired']), models.Q(('consented_at__isnull', False), ('person_key__isnull', False), ('procedure__isnull', False), ('requested_at__isnull', False)), _connector='OR'), name='appointment_sent_has_a_procedure'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('cancelled_at__isnull', False), ('status', 'cancelled')), models.Q(models.Q(('status', 'cancelled'), _negated=True), ('cancelled_at__isnull', True)), _connector='OR'), name='appointment_cancelled_iff_dated'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ['checked_in', 'confirmed', 'held', 'requested'])), fields=('procedure',), name='appointment_one_open_per_procedure'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'held')), fields=('hold_key',), name='appointment_one_hold_per_visitor'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('status__in', ['checked_in', 'confirmed', 'held', 'requested'])), expressions=[(cns_portal.db.Only('desk_id'), '&&'), (cns_portal.db.TimeSpan('starts_at', 'occupied_until'), '&&')], name='appointment_one_at_a_time_per_desk'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('person_key__isnull', False), ('status__in', ['requested', 'confirmed', 'checked_in'])), expressions=[(cns_portal.db.Only('person_key'), '&&'), (cns_portal.db.TimeSpan('starts_at', 'ends_at'), '&&')], name='appointment_one_place_at_a_time_per_person'),
        ),
        migrations.AddConstraint(
            model_name='openinghours',
            constraint=models.CheckConstraint(condition=models.Q(('weekday__lte', 6)), name='opening_hours_weekday_is_known'),
        ),
        migrations.AddConstraint(
            model_name='openinghours',
            constraint=models.CheckConstraint(condition=models.Q(('opens_at__lt', models.F('closes_at'))), name='opening_hours_close_after_they_open', violation_error_message='The closing time must be later than the opening time.'),
        ),
        migrations.AddConstraint(
            model_name='openinghours',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_from__lte', models.F('valid_until')), _connector='OR'), name='opening_hours_end_after_they_begin', violation_error_message='The last day must not be before the first day.'),
        ),
        migrations.AddConstraint(
            model_name='openinghours',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(cns_portal.db.Only('agency_id'), '&&'), (cns_portal.db.Word('channel'), '&&'), (cns_portal.db.Only('weekday'), '&&'), (cns_portal.db.MinuteSpan('opens_at', 'closes_at'), '&&'), (cns_portal.db.DaySpan('valid_from', 'valid_until', models.Value('[]')), '&&')], name='opening_hours_do_not_overlap', violation_error_message='These hours overlap others of the same weekday. End the others first.'),
        ),
        migrations.AddIndex(
            model_name='participant',
            index=models.Index(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('last_name'), name='text_pattern_ops'), name='participant_by_last_name'),
        ),
        migrations.AddIndex(
            model_name='participant',
            index=models.Index(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('first_name'), name='text_pattern_ops'), name='participant_by_first_name'),
        ),
        migrations.AddConstraint(
            model_name='participant',
            constraint=models.UniqueConstraint(fields=('appointment', 'role'), name='participant_once_per_role'),
        ),
        migrations.AddConstraint(
            model_name='participant',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('matricule', ''), _negated=True), ('birth_date__isnull', False), _connector='OR'), name='participant_matricule_or_birth_date'),
        ),
        migrations.AddConstraint(
            model_name='specialopening',
            constraint=models.CheckConstraint(condition=models.Q(('opens_at__lt', models.F('closes_at'))), name='special_opening_closes_after_it_opens', violation_error_message='The closing time must be later than the opening time.'),
        ),
    ]
