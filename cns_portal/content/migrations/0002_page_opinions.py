"""What readers think of the pages."""

from django.db import migrations, models

import cns_portal.sealing.fields


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="PageOpinion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "sent_key",
                    models.UUIDField(
                        help_text="So that a form sent twice counts once.",
                        verbose_name="key of the form",
                    ),
                ),
                ("page", models.CharField(max_length=200, verbose_name="page")),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("fr", "French"),
                            ("de", "German"),
                            ("lb", "Luxembourgish"),
                            ("en", "English"),
                        ],
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                ("found", models.BooleanField(verbose_name="found what they were looking for")),
                (
                    "rating",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Very poor"),
                            (2, "Poor"),
                            (3, "Fair"),
                            (4, "Good"),
                            (5, "Very good"),
                        ],
                        verbose_name="rating",
                    ),
                ),
                (
                    "comment",
                    cns_portal.sealing.fields.SealedText(
                        blank=True, max_length=1000, verbose_name="comment"
                    ),
                ),
                ("has_comment", models.BooleanField(default=False, verbose_name="with a comment")),
                ("given_on", models.DateField(verbose_name="day")),
            ],
            options={
                "verbose_name": "opinion about a page",
                "verbose_name_plural": "opinions about pages",
                "default_permissions": ("view",),
                "indexes": [
                    models.Index(fields=["given_on", "page"], name="page_opinion_by_day"),
                    models.Index(fields=["page", "-given_on"], name="page_opinion_by_page"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("sent_key",), name="page_opinion_counts_once"),
                    models.CheckConstraint(
                        condition=models.Q(("rating__in", [1, 2, 3, 4, 5])),
                        name="page_opinion_rating_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["fr", "de", "lb", "en"])),
                        name="page_opinion_language_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("page__startswith", "/")),
                        name="page_opinion_names_a_page",
                    ),
                ],
            },
        ),
    ]
