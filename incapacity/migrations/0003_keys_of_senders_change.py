from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("incapacity", "0002_matricule_read_on_the_sheet")]

    operations = [
        migrations.AddField(
            model_name="sender",
            name="former_public_key",
            field=models.TextField(blank=True, default="", verbose_name="former public key"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="sender",
            name="former_token_digest",
            field=models.CharField(
                blank=True,
                max_length=64,
                null=True,
                unique=True,
                verbose_name="digest of the former token",
            ),
        ),
        migrations.AddField(
            model_name="sender",
            name="former_until",
            field=models.DateTimeField(
                blank=True, null=True, verbose_name="former key and token until"
            ),
        ),
        migrations.AddConstraint(
            model_name="sender",
            constraint=models.CheckConstraint(
                name="sender_former_digest_is_sha256",
                condition=Q(former_token_digest__isnull=True)
                | Q(former_token_digest__regex=r"^[0-9a-f]{64}$"),
            ),
        ),
        migrations.AddConstraint(
            model_name="sender",
            constraint=models.CheckConstraint(
                name="sender_former_key_goes_with_its_token",
                condition=Q(
                    former_public_key="",
                    former_token_digest__isnull=True,
                    former_until__isnull=True,
                )
                | ~Q(former_public_key="")
                & Q(former_token_digest__isnull=False, former_until__isnull=False),
            ),
        ),
    ]
