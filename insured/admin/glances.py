"""What an agent wants to know first: what waits, what is mine, what has waited for long."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from cns_portal import clock
from cns_portal.accounts.admin_site import Glance
from insured.rules.waiting import LONG
from insured.selectors import queues


def glances(request: HttpRequest) -> list[Glance]:
    """Each number counts what its link shows."""
    return [*_requests(request), *_bank_accounts(request)]


def _bank_accounts(request: HttpRequest) -> list[Glance]:
    if not request.user.has_perm("insured.confirm_bank_account"):
        return []
    the_list = reverse("admin:insured_bankaccount_changelist")
    return [Glance(_("Bank accounts that wait for a second agent"), queues.proposals(), the_list)]


def _requests(request: HttpRequest) -> list[Glance]:
    if not request.user.has_perm("insured.view_request"):
        return []
    counted = queues.at_a_glance(request.user, today=clock.today(), long=LONG)
    the_list = reverse("admin:insured_request_changelist")
    return [
        Glance(_("Requests that wait"), counted["waiting"], the_list),
        Glance(_("Requests of mine"), counted["mine"], f"{the_list}?with=me"),
        Glance(_("Requests that nobody has yet"), counted["free"], f"{the_list}?with=nobody"),
        Glance(_("Requests that wait for long"), counted["long"], f"{the_list}?days={LONG}"),
    ]


admin.site.show_at_a_glance(glances)
