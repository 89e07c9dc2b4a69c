"""Files that have to be chosen again."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _


class NamesLostFiles:
    """For a form view that keeps no file of a form which is not taken.

    A browser empties the field of a file when the page comes back, which nobody sees among the
    other mistakes.
    """

    def form_invalid(self, form) -> HttpResponse:
        for name in form.files:
            if name in form.fields and not form.has_error(name):
                form.add_error(name, _("The file was not kept. Choose it again."))
        return super().form_invalid(form)
