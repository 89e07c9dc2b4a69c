"""Papers at the agents' window: a certificate for somebody who calls, and taking a paper back."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from insured.admin.file_deeds import FileDeed
from insured.choices import PaperKind
from insured.models import InsuredPerson
from insured.notices.papers import day
from insured.selectors import papers as selectors
from insured.services import papers as services

ORDERS = {
    PaperKind.AFFILIATION: services.order_affiliation,
    PaperKind.CO_INSURANCE: services.order_co_insurance,
    PaperKind.REPLACEMENT: services.issue_replacement,
}
"""What can be issued without a request: each asks the rule that also answers the person."""


class IssueForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("Which paper"),
        choices=[(kind.value, kind.label) for kind in ORDERS],
        widget=forms.RadioSelect,
    )


class IssuePaper(FileDeed):
    code, permission = "issue_paper", "insured.issue_paper"
    label = gettext_lazy("Issue a certificate")
    done = gettext_lazy("The paper is issued. The person gets it as a message.")

    def effects(self, person: InsuredPerson) -> list[str]:
        return [
            _("The paper says what is so today. The person gets it as a PDF, in their language."),
            _("Whoever is handed it can verify it by its code."),
        ]

    def form(self, request: HttpRequest, person: InsuredPerson) -> IssueForm:
        return IssueForm(request.POST if request.method == "POST" else None)

    def act(self, person: InsuredPerson, form: forms.Form, agent) -> InsuredPerson:
        ORDERS[PaperKind(form.cleaned_data["kind"])](person, by=agent)
        return person


class WithdrawForm(forms.Form):
    """Only papers that still stand can be chosen."""

    paper = forms.ChoiceField(label=gettext_lazy("Which paper"), widget=forms.RadioSelect)
    because = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=200,
        help_text=gettext_lazy("The person reads this, in their language. At most 200 characters."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, person: InsuredPerson, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        standing = selectors.papers_of(person).filter(withdrawn_at__isnull=True)
        self.fields["paper"].choices = [
            (
                str(paper.pk),
                _("%(kind)s, issued on %(day)s")
                % {"kind": paper.get_kind_display(), "day": day(paper.issued_at)},
            )
            for paper in standing
        ]


class WithdrawPaper(FileDeed):
    code, permission = "withdraw_paper", "insured.issue_paper"
    label = gettext_lazy("Withdraw a paper")
    done = gettext_lazy("The paper is withdrawn. The person is being told why.")

    def effects(self, person: InsuredPerson) -> list[str]:
        return [
            _("Whoever verifies the paper sees from now on that it was withdrawn, not why."),
            _("The person cannot download it any more, and reads the reason."),
            _("This cannot be undone: issue a new paper instead."),
        ]

    def form(self, request: HttpRequest, person: InsuredPerson) -> WithdrawForm:
        return WithdrawForm(request.POST if request.method == "POST" else None, person=person)

    def act(self, person: InsuredPerson, form: forms.Form, agent) -> InsuredPerson:
        said = form.cleaned_data
        services.withdraw(int(said["paper"]), by=agent, because=said["because"])
        return person
