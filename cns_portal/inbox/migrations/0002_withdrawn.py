"""Postings that are asked about before they are sent, and may be withdrawn then."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('inbox', '0001_initial'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='email',
            name='email_status_is_known',
        ),
        migrations.RemoveConstraint(
            model_name='message',
            name='message_status_is_known',
        ),
        migrations.AddField(
            model_name='email',
            name='check_code',
            field=models.CharField(blank=True, help_text='Who says whether it is still wanted when its turn has come.', max_length=100, verbose_name='asked before sending'),
        ),
        migrations.AddField(
            model_name='email',
            name='check_payload',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name='message',
            name='check_code',
            field=models.CharField(blank=True, help_text='Who says whether it is still wanted when its turn has come.', max_length=100, verbose_name='asked before sending'),
        ),
        migrations.AddField(
            model_name='message',
            name='check_payload',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AlterField(
            model_name='email',
            name='status',
            field=models.CharField(choices=[('pending', 'Waiting'), ('sent', 'Sent'), ('parked', 'Given up'), ('withdrawn', 'No longer wanted')], default='pending', max_length=10, verbose_name='status'),
        ),
        migrations.AlterField(
            model_name='message',
            name='status',
            field=models.CharField(choices=[('pending', 'Waiting'), ('delivered', 'Delivered'), ('parked', 'Given up'), ('withdrawn', 'No longer wanted')], default='pending', max_length=10, verbose_name='status'),
        ),
        migrations.AddConstraint(
            model_name='email',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['pending', 'sent', 'parked', 'withdrawn'])), name='email_status_is_known'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['pending', 'delivered', 'parked', 'withdrawn'])), name='message_status_is_known'),
        ),
    ]
