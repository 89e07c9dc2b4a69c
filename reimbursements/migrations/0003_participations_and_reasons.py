import cns_portal.sealing.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reimbursements", "0002_money_adds_up"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="line",
            name="line_refused_for_is_known",
        ),
        migrations.AddField(
            model_name="statement",
            name="participations",
            field=cns_portal.sealing.fields.SealedJSON(
                blank=True,
                default=list,
                help_text="Of this year and the one before, for each person treated.",
                verbose_name="participations as shown",
            ),
        ),
        migrations.AlterField(
            model_name="line",
            name="refused_for",
            field=models.CharField(
                blank=True,
                choices=[
                    ("not_affiliated", "The person treated was not insured on that day."),
                    ("person_unknown", "It is not clear who was treated."),
                    ("act_unknown", "The code of the act is not in the nomenclature."),
                    ("tariff_not_valid", "The act had no tariff on that day."),
                    ("date_invalid", "The date of care is missing, or lies after the bill."),
                    ("patient_limit", "The act is not for a person of this age."),
                    ("prescription_missing", "The prescription is missing."),
                    ("prescription_too_old", "The prescription was no longer valid on that day."),
                    ("authorisation_missing", "The authorisation that this act needs is missing."),
                    ("too_late", "More than two years have passed since the payment."),
                    ("duplicate", "The same act has been reimbursed already."),
                    ("too_soon", "It is too soon since the last time."),
                    (
                        "one_a_day",
                        "One consultation or visit a person a day is reimbursed: the dearest.",
                    ),
                    ("quantity_cut", "Only a part of the quantity can be reimbursed."),
                    ("ceiling_reached", "The limit for this period is reached."),
                    (
                        "other_fund",
                        "The fund of another country, or another insurance, pays for this.",
                    ),
                    ("no_proof", "There is no proof that the bill was paid."),
                    ("not_original", "The original of the bill has not been received."),
                    ("illegible", "The bill cannot be read."),
                    ("not_a_bill", "What was sent is not a bill."),
                    ("provider_unknown", "The provider is not known."),
                    ("not_on_list", "The insurance does not pay for this."),
                    ("medical_opinion", "The medical board has advised against it."),
                    (
                        "medical_reason_missing",
                        "So many need a medical reason that the CNS accepts.",
                    ),
                    ("over_tariff", "More was invoiced than the tariff."),
                    ("convenience_fee", "Convenience fees are never reimbursed."),
                    ("reduced", "The second and third act of a session count for half."),
                    ("not_cumulated", "Further acts of the same session are not paid."),
                    (
                        "foreign_bill",
                        "Care abroad is paid as if it had been given here, at most what it cost.",
                    ),
                    (
                        "abroad_unauthorised",
                        "A planned stay in hospital abroad needs an authorisation beforehand.",
                    ),
                    (
                        "belgian_supplement",
                        "The insurance in Belgium pays first. An agent decides about the supplement.",
                    ),
                    ("an_agent_decides", "An agent decides: no value is published for this."),
                    ("set_by_agent", "An agent has set this value."),
                    ("quantity_approved", "An agent has approved another quantity."),
                ],
                max_length=30,
                verbose_name="refused for",
            ),
        ),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "refused_for__in",
                        [
                            "",
                            "not_affiliated",
                            "person_unknown",
                            "act_unknown",
                            "tariff_not_valid",
                            "date_invalid",
                            "patient_limit",
                            "prescription_missing",
                            "prescription_too_old",
                            "authorisation_missing",
                            "too_late",
                            "duplicate",
                            "too_soon",
                            "one_a_day",
                            "quantity_cut",
                            "ceiling_reached",
                            "other_fund",
                            "no_proof",
                            "not_original",
                            "illegible",
                            "not_a_bill",
                            "provider_unknown",
                            "not_on_list",
                            "medical_opinion",
                            "medical_reason_missing",
                            "over_tariff",
                            "convenience_fee",
                            "reduced",
                            "not_cumulated",
                            "foreign_bill",
                            "abroad_unauthorised",
                            "belgian_supplement",
                            "an_agent_decides",
                            "set_by_agent",
                            "quantity_approved",
                        ],
                    )
                ),
                name="line_refused_for_is_known",
            ),
        ),
    ]
