"""Writing to the person beside a request: an answer that decides nothing, or none at all."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from insured.admin import working
from insured.admin.deeds import Deed


class Write(working.Write, Deed):
    """A message of the thread: the request stays as it is, with whoever has it."""

    stays = gettext_lazy("The person gets your message. The request stays as it is.")


class NothingToAnswer(working.NothingToAnswer, Deed):
    """What the person wrote needs no answer."""

    done = gettext_lazy("Noted. The request no longer stands among those that wait for an answer.")
