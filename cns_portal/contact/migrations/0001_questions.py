"""Questions to the CNS, and the letters of those who asked without signing in."""

import cns_portal.sealing.fields
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('insured', '0011_requests_while_ill'),
        ('procedures', '0004_thread'),
    ]

    operations = [
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, unique=True, verbose_name='public identifier')),
                ('sender', cns_portal.sealing.fields.SealedJSON(blank=True, help_text='Name and telephone number as they were given.', null=True, verbose_name='person who did not sign in')),
                ('sent_key', models.UUIDField(help_text='So that a form sent twice asks once.', verbose_name='key of the form')),
                ('topic', models.CharField(choices=[('reimbursement', 'Reimbursements and bills'), ('insurance', 'My insurance, my family, my card'), ('incapacity', 'Incapacity for work and cash benefits'), ('abroad', 'Care or moving abroad'), ('long_term_care', 'Long-term care insurance'), ('portal', 'Using this portal'), ('other', 'Something else')], max_length=20, verbose_name='topic')),
                ('text', cns_portal.sealing.fields.SealedText(verbose_name='question')),
                ('state', models.CharField(choices=[('sent', 'Sent'), ('being_checked', 'An agent reads it'), ('needs_you', 'Waiting for your answer'), ('answered', 'Answered'), ('closed', 'Closed'), ('withdrawn', 'Taken back')], max_length=20, verbose_name='state')),
                ('sent_at', models.DateTimeField(verbose_name='sent')),
                ('taken_at', models.DateTimeField(blank=True, null=True, verbose_name='taken')),
                ('answer_until', models.DateField(blank=True, null=True, verbose_name='please answer until')),
                ('changed_at', models.DateTimeField(verbose_name='last step')),
                ('agent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='agent')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='insured.insuredperson', verbose_name='person')),
                ('procedure', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='question', to='procedures.procedure', verbose_name='procedure')),
                ('sent_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='sent by')),
            ],
            options={
                'verbose_name': 'question',
                'verbose_name_plural': 'questions',
                'permissions': [('answer_question', 'Can answer questions')],
                'indexes': [
                    models.Index(condition=models.Q(('state__in', ['sent', 'being_checked', 'needs_you'])), fields=['sent_at'], name='question_waiting'),
                    models.Index(condition=models.Q(('person__isnull', True)), fields=['sent_at'], name='question_of_visitors'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('sent_key',), name='question_is_sent_once'),
                    models.CheckConstraint(condition=models.Q(('topic__in', ['reimbursement', 'insurance', 'incapacity', 'abroad', 'long_term_care', 'portal', 'other'])), name='question_topic_is_known'),
                    models.CheckConstraint(condition=models.Q(('state__in', ['sent', 'being_checked', 'needs_you', 'answered', 'closed', 'withdrawn'])), name='question_state_is_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('person__isnull', False), ('sender__isnull', True), ('sent_by__isnull', False)), models.Q(('person__isnull', True), ('sender__isnull', False), ('sent_by__isnull', True)), _connector='OR'), name='question_is_a_persons_or_a_visitors'),
                    models.CheckConstraint(condition=models.Q(models.Q(('agent__isnull', False), ('taken_at__isnull', False)), models.Q(('agent__isnull', True), ('taken_at__isnull', True)), _connector='OR'), name='question_with_an_agent_was_taken'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['being_checked', 'needs_you', 'answered']), _negated=True), ('agent__isnull', False), _connector='OR'), name='question_being_worked_on_has_an_agent'),
                    models.CheckConstraint(condition=models.Q(models.Q(('answer_until__isnull', False), ('state', 'needs_you')), models.Q(models.Q(('state', 'needs_you'), _negated=True), ('answer_until__isnull', True)), _connector='OR'), name='question_waits_for_an_answer_until_a_day'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sent_key', models.UUIDField(verbose_name='key of the form')),
                ('written_at', models.DateTimeField(verbose_name='written')),
                ('text', cns_portal.sealing.fields.SealedText(verbose_name='text')),
                ('is_question', models.BooleanField(default=False, verbose_name='asks for something')),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='first read by an agent')),
                ('dealt_with_at', models.DateTimeField(blank=True, null=True, verbose_name='dealt with')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='agent')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='letters', to='contact.question', verbose_name='question')),
            ],
            options={
                'verbose_name': 'letter about a question',
                'verbose_name_plural': 'letters about questions',
                'indexes': [
                    models.Index(condition=models.Q(('by__isnull', True), ('dealt_with_at__isnull', True)), fields=['question'], name='letter_waiting'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('question', 'sent_key'), name='letter_is_sent_once'),
                    models.CheckConstraint(condition=models.Q(('is_question', False), ('by__isnull', False), _connector='OR'), name='letter_that_asks_is_an_agents'),
                    models.CheckConstraint(condition=models.Q(('by__isnull', True), models.Q(('by__isnull', False), ('dealt_with_at__isnull', True), ('read_at__isnull', True)), _connector='OR'), name='letter_of_an_agent_waits_for_nobody'),
                ],
            },
        ),
    ]
