from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reimbursements", "0005_payments_are_followed")]

    operations = [
        migrations.RemoveConstraint(
            model_name="complementaryclaim", name="complementary_claim_once_a_year"
        ),
        migrations.AddConstraint(
            model_name="complementaryclaim",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["sent", "being_checked"])),
                fields=("person", "year"),
                name="complementary_claim_once_a_year",
            ),
        ),
    ]
