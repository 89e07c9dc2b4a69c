"""Two more kinds of requests: what somebody may ask for while an incapacity for work runs."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("insured", "0010_ready_texts_for_rooms"),
        ("procedures", "0004_thread"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="request",
            name="request_open_once_per_kind_and_person",
        ),
        migrations.RemoveConstraint(
            model_name="request",
            name="request_kind_is_known",
        ),
        migrations.AlterField(
            model_name="request",
            name="kind",
            field=models.CharField(
                choices=[
                    ("co_insurance", "Add a family member"),
                    ("end_co_insurance", "End a co-insurance"),
                    ("remain_co_insured", "Remain co-insured from 30 on"),
                    ("voluntary_insurance", "Voluntary insurance"),
                    ("s1", "Form S1 for the country of residence"),
                    ("bl1", "Form BL1 for Belgium"),
                    ("s2", "Authorisation of planned care abroad (S2)"),
                    ("stay_abroad", "Stay abroad during an incapacity for work"),
                    ("lift_restrictions", "Lift the restrictions on leaving the house"),
                ],
                max_length=25,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="requestdocument",
            name="kind",
            field=models.CharField(
                choices=[
                    ("civil_status", "Marriage, partnership, birth or death certificate"),
                    ("residence", "Certificate of residence or household composition"),
                    ("previous_cover", "Form S041 or certificate of co-insurance"),
                    ("sworn_declaration", "Signed sworn declaration"),
                    ("exit_notice", "Notice of exit from the Centre commun"),
                    ("resources", "Proof of resources"),
                    ("studies", "Proof of studies or training"),
                    ("medical_report", "Doctor's report"),
                    ("bank_statement", "Bank identity statement"),
                    ("answer", "Answer of the other fund"),
                    ("identity", "Identity document"),
                    ("other", "Other document"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "co_insurance",
                            "end_co_insurance",
                            "remain_co_insured",
                            "voluntary_insurance",
                            "s1",
                            "bl1",
                            "s2",
                            "stay_abroad",
                            "lift_restrictions",
                        ],
                    )
                ),
                name="request_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("state__in", ["sent", "being_checked", "needs_you"]),
                    models.Q(("kind__in", ["co_insurance", "s2", "stay_abroad"]), _negated=True),
                ),
                fields=("person", "about", "kind"),
                name="request_open_once_per_kind_and_person",
                nulls_distinct=False,
            ),
        ),
    ]
