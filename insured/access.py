"""Whose file is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from insured.selectors import people as selectors

if TYPE_CHECKING:
    from cns_portal.accounts.models import Dossier
    from insured.models import InsuredPerson


class InsuredPage:
    """A page about one person: put it first, then start every query with `.of(self.dossier)`.

    `self.person` and `self.dossier` are set before the page runs. Whoever is not signed in is sent
    to sign in and comes back; an account that belongs to no insured person (an agent's) reads why
    there is nothing to see.
    """

    person: InsuredPerson
    dossier: Dossier

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        person = selectors.person_of(request.user)
        if person is None:
            return render(request, "insured/no_file.html", status=403)
        self.person, self.dossier = person, person.dossier
        return super().dispatch(request, *args, **kwargs)
