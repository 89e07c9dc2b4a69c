"""The work queue: every question in the order in which it was sent."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from cns_portal import clock
from cns_portal.contact.admin import deeds, question_page, showing
from cns_portal.contact.admin.filters import AgeFilter, NewsFilter, StateFilter, TopicFilter
from cns_portal.contact.models import Question
from cns_portal.contact.rules import questions as rules
from cns_portal.contact.selectors import work
from cns_portal.procedures.admin.cases import CaseQueue, counted_lists
from cns_portal.procedures.admin.filters import HandFilter


@admin.register(Question)
class QuestionAdmin(CaseQueue):
    """`view` opens the queue, `answer_question` the actions."""

    purpose = "contact.questions"
    page_title = _("Questions to the CNS")
    list_display = ["sent", "from_whom", "topic_in_words", "state_and_hand", "reference"]
    list_filter = [StateFilter, HandFilter, TopicFilter, AgeFilter, NewsFilter]
    search_help_text = _(
        "Reference, matricule or the beginnings of names of those who signed in; the e-mail "
        "address of those who did not."
    )
    may_act = deeds.MAY_ANSWER
    deeds = deeds.ALL
    work = work
    key = "question_id"
    page_of_one = staticmethod(question_page.show)
    change_list_template = "admin/contact/question/change_list.html"

    def queues(self, request: HttpRequest) -> list[dict]:
        return counted_lists(request, queue_lines(request))

    def state_tag(self, case: Question) -> dict[str, str]:
        return showing.state_tag(case)

    def age_tag(self, case: Question) -> dict[str, str] | None:
        return showing.age_tag(case, today=clock.today())

    def dossier_id(self, row: Question) -> int | None:
        return row.procedure.dossier_id

    @admin.display(description=_("person"))
    def from_whom(self, case: Question) -> str:
        # Isolated: a control character in a name must not turn the line around it.
        line = format_html("<bdi class='name'>{}</bdi>", case.from_whom)
        if case.is_visitors:
            without = _("without signing in")
            return format_html("{}<span class='quiet'>{}</span>", line, without)
        return line

    @admin.display(description=_("topic"))
    def topic_in_words(self, case: Question) -> str:
        return case.get_topic_display()


def queue_lines(request: HttpRequest) -> list[tuple[str, int, str]]:
    """What the queue counts: words, number, and the query of the list that shows just those."""
    counted = work.at_a_glance(request.user, today=clock.today(), long=rules.LONG)
    return [
        (str(_("Questions that wait")), counted["waiting"], ""),
        (str(_("Questions of mine")), counted["mine"], "with=me"),
        (str(_("Questions that nobody has yet")), counted["free"], "with=nobody"),
        (str(_("Questions that wait for long")), counted["long"], f"days={rules.LONG}"),
    ]
