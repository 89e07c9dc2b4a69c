"""Ready texts: supervisors write them, agents use them."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cns_portal import audit
from insured.choices.replies import Placeholder
from insured.models import ReplyTemplate
from insured.models.replies import LANGUAGES
from insured.presenters.replies import problem_in
from insured.services import reply_kinds

TEXTS = [f"text_{language}" for language in LANGUAGES]


class ReplyTemplateForm(forms.ModelForm):
    """Placeholders are checked: what nobody knows would be sent as it stands."""

    kind = forms.ChoiceField(
        label=_("kind of request"),
        required=False,
        choices=lambda: [("", _("every kind")), *reply_kinds.choices()],
    )

    def clean(self) -> dict:
        cleaned = super().clean()
        for name in TEXTS:
            if problem := problem_in(cleaned.get(name) or ""):
                self.add_error(name, problem)
        return cleaned


class KindFilter(admin.SimpleListFilter):
    title = _("kind of request")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        return reply_kinds.choices()

    def queryset(self, request: HttpRequest, queryset):
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(ReplyTemplate)
class ReplyTemplateAdmin(admin.ModelAdmin):
    form = ReplyTemplateForm
    list_display = ["title", "kind_or_all", "use", "missing", "is_active", "position"]
    list_filter = ["use", KindFilter, "is_active"]
    search_fields = ["code", "title_fr", "title_de", "title_lb", "title_en"]
    show_full_result_count = False
    actions = None
    fieldsets = [
        (None, {"fields": ["code", "kind", "use", "position", "is_active"]}),
        *(
            (label, {"fields": [f"title_{language}", f"text_{language}"]})
            for language, label in (
                ("fr", _("French")),
                ("de", _("German")),
                ("lb", _("Luxembourgish")),
                ("en", _("English")),
            )
        ),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj=None) -> list[str]:
        return ["code"] if obj else []

    def get_fieldsets(self, request: HttpRequest, obj=None):
        """The placeholders are explained where the first text is written."""
        (first, options), *others = super().get_fieldsets(request, obj)
        known = "; ".join(f"{{{value}}}: {label}" for value, label in Placeholder.choices)
        about = _("In the texts, names in braces are filled in when a text is used. %(known)s")
        return [(first, {**options, "description": about % {"known": known}}), *others]

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False  # it is no longer offered instead: what was sent can be explained later

    def save_model(self, request: HttpRequest, obj, form, change) -> None:
        super().save_model(request, obj, form, change)
        verb = "changed" if change else "added"
        audit.record(
            request.user, f"replytemplate.{verb}", obj, details={"fields": form.changed_data}
        )

    @admin.display(description=_("title"))
    def title(self, template: ReplyTemplate) -> str:
        return template.title

    @admin.display(description=_("kind of request"), ordering="kind")
    def kind_or_all(self, template: ReplyTemplate) -> str:
        return str(dict(reply_kinds.choices()).get(template.kind, "")) or _("every kind")

    @admin.display(description=_("languages that are missing"))
    def missing(self, template: ReplyTemplate) -> str:
        return ", ".join(name for name, text in template.texts.items() if not text) or "–"
