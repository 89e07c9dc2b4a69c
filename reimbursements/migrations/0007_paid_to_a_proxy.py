from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reimbursements", "0006_asked_for_what_came_later"),
    ]

    operations = [
        migrations.AddField(
            model_name="payment",
            name="to_proxy",
            field=models.BooleanField(
                default=False,
                help_text="Who came to the desk for the person; the account stays the one given there.",
                verbose_name="to the account of a proxy",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("to_proxy", False),
                    models.Q(
                        ("holder__isnull", False), ("iban__isnull", False), ("method", "instant")
                    ),
                    _connector="OR",
                ),
                name="payment_to_a_proxy_is_instant",
            ),
        ),
    ]
