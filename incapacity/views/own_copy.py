"""A copy of everything that is kept about one's certificates."""

import json

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.views.generic import View

from cns_portal.web.downloads import download
from incapacity.selectors.own_copy import copy_of
from insured.access import InsuredPage
from insured.choices.acting import PageScope


class OwnCopy(InsuredPage, View):
    """As a file for programs. It holds the diagnosis: nobody who acts for the person gets it."""

    scope = PageScope.OWN

    def get(self, request: HttpRequest) -> HttpResponse:
        content = json.dumps(
            copy_of(self.person), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2
        )
        return download(
            content.encode(), content_type="application/json", filename="certificates.json"
        )
