
import django.db.models.deletion
import uuid
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
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, unique=True, verbose_name='public identifier')),
                ('purpose', models.SlugField(max_length=40, verbose_name='purpose')),
                ('original_name', models.CharField(blank=True, max_length=120, verbose_name='name given by the sender')),
                ('content_type', models.CharField(max_length=40, verbose_name='type')),
                ('size', models.PositiveIntegerField(help_text='Bytes, as they were sent.', verbose_name='size')),
                ('sha256', models.CharField(help_text='Of the file as it was sent.', max_length=64, verbose_name='SHA-256')),
                ('state', models.CharField(choices=[('pending', 'Being checked'), ('clean', 'Checked'), ('rejected', 'Not accepted')], default='pending', max_length=10, verbose_name='state')),
                ('rejection', models.CharField(blank=True, default='', max_length=20, verbose_name='reason')),
                ('page_count', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='pages')),
                ('storage_name', models.CharField(editable=False, max_length=32, verbose_name='storage name')),
                ('scanned_with', models.CharField(blank=True, max_length=120, verbose_name='scanned with')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts to check')),
                ('claimed_at', models.DateTimeField(blank=True, null=True, verbose_name='check began')),
                ('stored_at', models.DateTimeField(verbose_name='stored')),
                ('checked_at', models.DateTimeField(blank=True, null=True, verbose_name='checked')),
                ('deleted_at', models.DateTimeField(blank=True, null=True, verbose_name='deleted')),
                ('dossier', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='accounts.dossier', verbose_name='dossier')),
                ('uploaded_by', models.ForeignKey(blank=True, help_text='Empty when a visitor sent the file without signing in.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='uploaded by')),
            ],
            options={
                'verbose_name': 'document',
                'verbose_name_plural': 'documents',
                'indexes': [models.Index(condition=models.Q(('deleted_at__isnull', True), ('state', 'pending')), fields=['stored_at'], name='document_to_check')],
                'constraints': [models.UniqueConstraint(fields=('storage_name',), name='document_storage_name_is_unique'), models.CheckConstraint(condition=models.Q(('state__in', ['pending', 'clean', 'rejected'])), name='document_state_is_known'), models.CheckConstraint(condition=models.Q(('rejection__in', ['', 'none_chosen', 'empty', 'too_big', 'wrong_type', 'password_protected', 'unreadable', 'too_many_pages', 'too_many_pixels', 'virus', 'too_many_files'])), name='document_rejection_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'rejected'), models.Q(('rejection', ''), _negated=True)), models.Q(models.Q(('state', 'rejected'), _negated=True), ('rejection', '')), _connector='OR'), name='document_rejected_iff_reason_given'), models.CheckConstraint(condition=models.Q(models.Q(('checked_at__isnull', True), ('state', 'pending')), models.Q(models.Q(('state', 'pending'), _negated=True), ('checked_at__isnull', False)), _connector='OR'), name='document_pending_iff_unchecked'), models.CheckConstraint(condition=models.Q(models.Q(('page_count__gte', 1), ('page_count__isnull', False), ('state', 'clean')), models.Q(models.Q(('state', 'clean'), _negated=True), ('page_count__isnull', True)), _connector='OR'), name='document_clean_iff_pages_counted'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'clean'), _negated=True), models.Q(('scanned_with', ''), _negated=True), _connector='OR'), name='document_clean_says_how_it_was_scanned'), models.CheckConstraint(condition=models.Q(('size__gte', 1)), name='document_is_not_empty'), models.CheckConstraint(condition=models.Q(('purpose', ''), _negated=True), name='document_has_a_purpose'), models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='document_sha256_is_hexadecimal')],
            },
        ),
    ]
