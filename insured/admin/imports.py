"""Uploading files of declarations, and watching how the worker reads them."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.core.files.uploadhandler import FileUploadHandler, MemoryFileUploadHandler
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from cns_portal.kernel.refusal import Refused
from insured.choices import ImportState
from insured.choices.declaration_files import Encoding
from insured.models import DeclarationImport
from insured.presenters import imports as presented
from insured.services.declarations import importing

MAY_IMPORT = "insured.import_declarations"
SHOWN = 100  # rejected lines on the page; the file has all of them
TONES = {
    ImportState.WAITING: "info",
    ImportState.RUNNING: "info",
    ImportState.DONE: "success",
    ImportState.FAILED: "danger",
}


class InMemory(MemoryFileUploadHandler):
    """A file of declarations is never written down unsealed: it stays in memory, up to a limit."""

    def handle_raw_input(self, *args, **kwargs) -> None:
        self.activated = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start <= importing.MOST_BYTES:
            super().receive_data_chunk(raw_data, start)


class UploadForm(forms.Form):
    """The file, and how its letters are written."""

    use_required_attribute = False

    file = forms.FileField(
        label=gettext_lazy("File of declarations"),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
        help_text=gettext_lazy(
            "A CSV file of at most 50 MB. Its first line names the columns: number, movement, "
            "matricule, last_name, first_name, cover, fund, day."
        ),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "missing": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty."),
        },
    )
    encoding = forms.ChoiceField(
        label=gettext_lazy("Encoding"),
        choices=Encoding.choices,
        initial=Encoding.UTF_8,
        help_text=gettext_lazy("How the letters of the file are written. It is never guessed."),
    )


@admin.register(DeclarationImport)
class DeclarationImportAdmin(admin.ModelAdmin):
    """Files are uploaded and read; nothing about them is edited."""

    list_display = ["created_at", "name", "state", "uploaded_by", "progress", "finished_at"]
    list_display_links = ["created_at", "name"]
    list_filter = ["state"]
    list_select_related = ["uploaded_by"]
    list_per_page = 50
    show_full_result_count = False
    actions = None

    def get_urls(self):
        view, prefix = self.admin_site.admin_view, "insured_declarationimport"
        one = "<int:object_id>/"
        return [
            path("", view(self.changelist_view), name=f"{prefix}_changelist"),
            path("add/", view(_takes_large_files(self)), name=f"{prefix}_add"),
            path(f"{one}change/", view(self.one), name=f"{prefix}_change"),
            path(f"{one}rejected.csv", view(self.rejected), name=f"{prefix}_rejected"),
        ]

    def get_queryset(self, request: HttpRequest):
        return super().get_queryset(request).defer("content")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MAY_IMPORT)

    def has_view_permission(self, request: HttpRequest, obj=None) -> bool:
        return request.user.has_perm(MAY_IMPORT) or super().has_view_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    @admin.display(description=gettext_lazy("read"))
    def progress(self, source: DeclarationImport) -> str:
        return f"{presented.percent(source)} %"

    # -- pages ------------------------------------------------------------------------------

    def upload(self, request: HttpRequest) -> HttpResponse:
        """Asks for a file; on POST, keeps it for the worker."""
        if not self.has_add_permission(request):
            raise Http404
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                source = importing.receive(
                    file, name=file.name, encoding=form.cleaned_data["encoding"], by=request.user
                )
                return HttpResponseRedirect(_address_of(source.pk))
            except Refused as refused:
                form.add_error("file", refused.sentence)
        context = {**self._shared(request), "title": _("Import declarations"), "form": form}
        return TemplateResponse(request, "admin/insured/declarationimport/upload.html", context)

    def one(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """How far reading has come, and what changed."""
        source = self._visible(request, object_id)
        rejected = source.rejected.all()
        context = {
            **self._shared(request),
            "title": _("Import of %(file)s") % {"file": source.name},
            "source": source,
            "tone": TONES[ImportState(source.state)],
            "is_over": source.finished_at is not None,
            "percent": presented.percent(source),
            "counts": presented.counts(source) if "new" in source.report else [],
            "problem": presented.problem(source),
            "rejected": [(row, presented.why(row)) for row in rejected[:SHOWN]],
            "more": max(0, rejected.count() - SHOWN),
            "rejected_address": reverse(
                "admin:insured_declarationimport_rejected", args=[source.pk]
            ),
        }
        return TemplateResponse(request, "admin/insured/declarationimport/page.html", context)

    def rejected(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """The rejected lines as a file."""
        source = self._visible(request, object_id)
        response = HttpResponse(
            presented.as_csv(source.rejected.iterator()), content_type="text/csv; charset=utf-8"
        )
        response["Content-Disposition"] = f'attachment; filename="rejected-{source.pk}.csv"'
        response["Cache-Control"] = "private, no-store"
        return response

    def _visible(self, request: HttpRequest, object_id: int) -> DeclarationImport:
        may = self.has_view_permission(request)
        source = self.get_queryset(request).filter(pk=object_id).first() if may else None
        if source is None:
            raise Http404
        return source

    def _shared(self, request: HttpRequest) -> dict:
        return {**self.admin_site.each_context(request), "opts": DeclarationImport._meta}


def _takes_large_files(model_admin: DeclarationImportAdmin):
    """The upload page with a handler of its own.

    It has to be there before anybody reads the form, the check of the CSRF token included: so this
    one is exempt, and the page behind it checks.
    """
    protected = csrf_protect(model_admin.upload)

    @csrf_exempt
    def upload(request: HttpRequest) -> HttpResponse:
        handlers: list[FileUploadHandler] = [InMemory(request)]
        request.upload_handlers = handlers
        return protected(request)

    return upload


def _address_of(key: int) -> str:
    return reverse("admin:insured_declarationimport_change", args=[key])
