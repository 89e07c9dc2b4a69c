"""The agents' view of the insured: for reading; what the State says is not edited here."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from cns_portal import audit
from cns_portal.audit.reading import ReadingRecorded
from cns_portal.kernel import matricule
from insured.models import InsuredPerson
from insured.services import files as services

CONTACT = ["email", "phone", "street", "postcode", "locality", "country", "language"]


@admin.register(InsuredPerson)
class InsuredPersonAdmin(ReadingRecorded):
    purpose = "insured"
    list_display = ["last_name", "first_name", "matricule_in_groups", "locality", "country"]
    list_display_links = ["last_name", "first_name"]
    list_filter = ["country", "language"]
    search_fields = ["last_name", "first_name", "matricule"]
    search_help_text = _("Name or national identification number, with or without spaces.")
    list_per_page = 50
    show_full_result_count = False
    readonly_fields = [
        "first_name",
        "last_name",
        "matricule_in_groups",
        "person_identifier",
        "birth_date",
        "birth_place",
        "account",
        "created_at",
    ]
    fieldsets = [
        (_("Person"), {"fields": readonly_fields}),
        (_("Contact"), {"fields": CONTACT}),
    ]

    @admin.display(description=_("national identification number"), ordering="matricule")
    def matricule_in_groups(self, person: InsuredPerson) -> str:
        return matricule.grouped(person.matricule) if person.matricule else "–"

    def dossier_id(self, row: InsuredPerson) -> int:
        return row.dossier_id

    def has_add_permission(self, request) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def get_search_results(self, request, queryset, search_term):
        return (queryset.matching(search_term) if search_term else queryset), False

    def change_view(self, request, object_id, form_url="", extra_context=None):
        person = self.get_object(request, object_id)
        if person is not None and self.has_view_or_change_permission(request, person):
            audit.record_view(request.user, person, purpose="insured.page", dossier=person.dossier)
        return super().change_view(request, object_id, form_url, extra_context)

    def save_model(self, request, obj, form, change) -> None:
        services.change_contact(
            obj, actor=request.user, **{name: form.cleaned_data[name] for name in CONTACT}
        )
