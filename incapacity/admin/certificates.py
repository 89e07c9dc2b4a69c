"""The work queue: every certificate that was sent, in the order in which it was sent."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from cns_portal import audit, clock
from cns_portal.procedures.admin.cases import CaseQueue, counted_lists, drawn
from cns_portal.procedures.admin.filters import HandFilter
from incapacity.admin import certificate_page, figures, offered, showing
from incapacity.admin.deed import MAY_DECIDE
from incapacity.admin.filters import AgeFilter, CauseFilter, DoubtsFilter, NewsFilter, StateFilter
from incapacity.models import Certificate
from incapacity.presenters.causes import cause_name
from incapacity.rules.waiting import LONG
from incapacity.selectors import work
from incapacity.selectors.medical import MAY_GIVE_OPINION


@admin.register(Certificate)
class CertificateAdmin(CaseQueue):
    """`view` opens the queue; who decides, and who gives an opinion, may act."""

    purpose = "incapacity.certificates"
    page_title = _("Certificates of incapacity for work")
    list_display = ["sent", "from_whom", "what", "state_and_hand", "reference"]
    list_filter = [StateFilter, HandFilter, DoubtsFilter, CauseFilter, AgeFilter, NewsFilter]
    may_act = MAY_DECIDE
    deeds = offered.ALL
    work = work
    key = "certificate_id"
    page_of_one = staticmethod(certificate_page.show)
    change_list_template = "admin/incapacity/certificate/change_list.html"

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        """Each deed asks for its own permission besides."""
        return request.user.has_perm(MAY_DECIDE) or request.user.has_perm(MAY_GIVE_OPINION)

    def more_urls(self) -> list[URLPattern]:
        one, prefix = "<int:certificate_id>/", self.address_prefix
        diagnosis = self.seen(certificate_page.show_diagnosis)
        return [
            path("figures/", self.seen(figures.figures_page), name=f"{prefix}_figures"),
            path("figures.csv", self.seen(figures.figures_file), name=f"{prefix}_figures_file"),
            path(f"{one}diagnosis/", diagnosis, name=f"{prefix}_diagnosis"),
        ]

    def get_queryset(self, request: HttpRequest):
        return work.queue(today=clock.today())

    def queues(self, request: HttpRequest) -> list[dict]:
        return counted_lists(request, queue_lines(request))

    def state_tag(self, case: Certificate) -> dict[str, str]:
        return showing.state_tag(case)

    def age_tag(self, case: Certificate) -> dict[str, str] | None:
        return showing.age_tag(case, today=clock.today())

    def _record(self, request: HttpRequest, changes) -> None:
        """A line also names the child whom the certificate is about."""
        super()._record(request, changes)
        named = [row.child for row in changes.result_list if row.child_id is not None]
        audit.record_views(
            request.user,
            named,
            purpose="incapacity.child.list",
            dossier_id=lambda person: person.dossier_id,
        )

    @admin.display(description=_("person"))
    def from_whom(self, certificate: Certificate) -> str:
        line = super().from_whom(certificate)
        if certificate.child_id:
            about = format_html("<bdi>{}</bdi>", certificate.child)
            return format_html("{}<span class='quiet'>{} {}</span>", line, _("child:"), about)
        return line

    @admin.display(description=_("certificate"))
    def what(self, certificate: Certificate) -> str:
        tags = showing.doubt_tags(certificate)
        return format_html(
            "{}<br>{}<br>{}",
            cause_name(certificate.cause),
            showing.days(certificate),
            format_html_join(" ", "{}", ((drawn(tag),) for tag in tags)),
        )


def queue_lines(request: HttpRequest) -> list[tuple[str, int, str]]:
    """What the queue counts: words, number, and the query of the list that shows just those."""
    counted = work.at_a_glance(request.user, today=clock.today(), long=LONG)
    return [
        (str(_("Certificates that wait")), counted["waiting"], ""),
        (str(_("Certificates of mine")), counted["mine"], "with=me"),
        (str(_("Certificates that nobody has yet")), counted["free"], "with=nobody"),
        (str(_("Certificates that were late")), counted["late"], "doubts=late"),
        (str(_("Certificates with the medical board")), counted["board"], "state=at_board"),
        (str(_("Certificates that wait for long")), counted["long"], f"days={LONG}"),
    ]
