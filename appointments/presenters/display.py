"""What stands on a call display: numbers and desks, nothing else about anybody."""

import re
from typing import Any

from django.utils.translation import pgettext_lazy

from appointments.presenters.tongues import Said, in_all
from appointments.selectors.arrivals import Call

NUMBER_OF_A_DESK = re.compile(r"\d+$")

WORDS = {
    "number": pgettext_lazy("display", "Number"),
    "desk": pgettext_lazy("display", "Desk"),
    "before": pgettext_lazy("display", "Called before"),
    "nobody": pgettext_lazy("display", "Nobody is being called at the moment."),
    "wait": pgettext_lazy("display", "Please wait until your number appears."),
    "away": pgettext_lazy("display", "No connection"),
    "listen": pgettext_lazy("display", "Please listen for your number, or ask at the desk."),
    "spoken": pgettext_lazy("display", "Number {ticket}, desk {desk}"),
    "spoken_place": pgettext_lazy("display", "Number {ticket}, {desk}"),
}
"""The last two are spoken; the display fills them in."""


def words() -> list[Said]:
    """The labels of the display in each language."""
    return in_all(WORDS)


def shown(call: Call) -> dict[str, Any]:
    """A call for the page and for its script.

    A desk's number is enough where its name ends in one: "Desk 3" has a name in one language, and
    a 3 is read in all of them.
    """
    number = NUMBER_OF_A_DESK.search(call.desk)
    return {
        "ticket": call.ticket,
        "desk": number[0] if number else call.desk,
        "numbered": number is not None,
        "at": call.called_at.isoformat(),
    }
