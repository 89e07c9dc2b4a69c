"""What is asked about somebody who is to be co-insured."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cns_portal import clock
from cns_portal.kernel import matricule as numbers
from cns_portal.web.fields import (
    CardChoiceField,
    DocumentField,
    LongTextField,
    LuxembourgDateField,
    MatriculeField,
    Option,
)
from cns_portal.web.forms import PageForm
from insured.choices import Relation, RequestDocumentKind
from insured.choices.co_insurance import PreviousCover, Question
from insured.choices.countries import Country
from insured.forms.answers import PersonNameField, YesNoField
from insured.notices.sentences import euro
from insured.rules.ages import CHILDREN
from insured.rules.family import SPOUSES

OLDEST = date(1900, 1, 1)
A_YEAR = timedelta(days=366)
"""House convention: whoever asks earlier than that has most likely mistyped the year."""

FIELDS = {
    Question.INSURED_HERE: "insured_here",
    Question.INSURED_ABROAD: "insured_abroad",
    Question.LIVES_HERE: "lives_here",
    Question.STUDIES_AWAY: "studies_away",
    Question.UNION_LASTS: "union_lasts",
    Question.CLOSE_RELATIVE: "close_relative",
    Question.KEEPS_HOUSEHOLD: "keeps_household",
    Question.YOU_HAVE_A_SPOUSE: "has_spouse",
    Question.TAKEN_IN: "taken_in",
    Question.TAX_RELIEF: "tax_relief",
    Question.LOW_RESOURCES: "low_resources",
    Question.STUDIES: "studies",
}
"""Where each question of the rule is answered."""


class MemberForm(PageForm):
    """Who is to be added: somebody without a file perhaps, so the matricule may be missing."""

    first_name = PersonNameField(label=_("First name"))
    last_name = PersonNameField(label=_("Last name"))
    birth_date = LuxembourgDateField(label=_("Date of birth"))
    birth_place = forms.CharField(
        label=_("Place and country of birth"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    matricule = MatriculeField(
        required=False,
        help_text=_("13 digits. Leave it empty when the person has none yet."),
    )

    def clean_birth_date(self) -> date:
        born = self.cleaned_data["birth_date"]
        if born > clock.today():
            raise ValidationError(_("The date of birth lies in the future."), code="future")
        if born < OLDEST:
            raise ValidationError(_("Check the year of birth."), code="too_old")
        return born

    def clean(self) -> dict:
        """A matricule begins with the date of birth, unless the register did not know it."""
        cleaned = super().clean()
        number, born = cleaned.get("matricule"), cleaned.get("birth_date")
        if number and born:
            stated = numbers.normalised(number)[:8]
            known = "00" not in (stated[4:6], stated[6:8])
            if known and stated != f"{born:%Y%m%d}":
                self.add_error(
                    "matricule",
                    _("The matricule begins with another date of birth. Check both."),
                )
        return cleaned


def _yes_no(label, help_text="") -> YesNoField:
    return YesNoField(label=label, help_text=help_text, required=False)


class FactsForm(PageForm):
    """The facts that decide, for one relation. What really has to be answered the rule says.

    `is_known_child` for a child of the guardianships: its kind is asked here, not before. `born`
    is the person's birth date, where it is known: no co-insurance begins before it.
    """

    relation = CardChoiceField(label=_("What is the child to you?"))
    union_lasts = _yes_no(_("Are you married to this person, or registered partners, today?"))
    close_relative = _yes_no(
        _("Is this person a relative or in-law of yours up to the third degree?"),
        _(
            "Parents, grandparents and great-grandparents, grown-up children and grandchildren, "
            "brothers and sisters, uncles, aunts, nephews and nieces; also those of a former "
            "spouse."
        ),
    )
    keeps_household = _yes_no(_("Does this person keep your household?"))
    has_spouse = _yes_no(_("Do you have a spouse or registered partner?"))
    taken_in = _yes_no(
        _("Has the child been taken into your household for good, and do you bring it up?")
    )
    tax_relief = _yes_no(
        _("Do you receive tax relief for this child?"),
        _("The tax certificate or assessment says it. The portal does not know."),
    )
    low_resources = _yes_no(_("Does the child have less than the REVIS for one person?"))
    studies = _yes_no(
        _("Does the child study or train?"), _("Decides only from the 30th birthday on.")
    )
    born_here = _yes_no(_("Was the child born in Luxembourg?"))
    lives_here = _yes_no(_("Does this person live in Luxembourg?"))
    studies_away = _yes_no(
        _("If not: is this person away to study or to train for a profession?"),
    )
    insured_here = _yes_no(
        _("Is this person insured in Luxembourg in their own right today?"),
        _("Through work, as a pensioner, through unemployment benefit or voluntarily."),
    )
    insured_abroad = _yes_no(_("Does this person have health insurance in another country today?"))
    previous_cover = CardChoiceField(
        label=_("Where was this person insured last?"),
        options=[Option(value=c.value, label=c.label) for c in PreviousCover],
    )
    previous_country = forms.ChoiceField(
        label=_("In which country?"),
        required=False,
        choices=[("", _("Not in another country")), *Country.choices],
    )
    previous_fund = forms.CharField(
        label=_("With which fund?"),
        required=False,
        max_length=150,
        help_text=_(
            "Name of the fund and, if you have it, the number there. In the European Union, the "
            "EEA, Switzerland and the United Kingdom the CNS can then ask the fund itself."
        ),
    )
    first_day = LuxembourgDateField(
        label=_("From which day on is the co-insurance needed?"),
        help_text=_(
            "For example the day of the marriage, or the day after the other insurance ended. "
            "Day/month/year."
        ),
    )
    serious_reasons = LongTextField(
        label=_("Serious reasons for an exception"),
        max_length=1000,
        required=False,
        help_text=_(
            "Only when age or residence stand in the way: the CNS may make an exception for "
            "serious reasons. At most 1 000 characters."
        ),
    )

    def __init__(
        self,
        *args,
        relation: str,
        is_known_child: bool = False,
        revis: str = "",
        born: date | None = None,
        **kwargs,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.stated_relation, self.born = relation, born
        self.fields["relation"].options = [
            Option(value=r.value, label=r.label)
            for r in (Relation.OWN_CHILD, Relation.ADOPTED_CHILD, Relation.FOSTER_CHILD)
        ]
        self.fields["low_resources"].help_text = _revis_hint(revis)
        for name in set(self.fields) - set(_asked(relation, is_known_child=is_known_child)):
            del self.fields[name]

    def clean(self) -> dict:
        cleaned = super().clean()
        abroad = {PreviousCover.ABROAD, PreviousCover.ABROAD_CO_INSURED}
        if cleaned.get("previous_cover") in abroad and not cleaned.get("previous_country"):
            self.add_error("previous_country", _("Choose the country of the insurance."))
        if (
            cleaned.get("previous_cover") in abroad
            and cleaned.get("previous_country") == Country.LU
        ):
            self.add_error(
                "previous_country",
                _("Luxembourg is not another country. Change this, or where the insurance was."),
            )
        return cleaned

    def clean_first_day(self) -> date:
        """A slip in the year is found here: an agent would register the day as it stands."""
        day = self.cleaned_data["first_day"]
        if self.born and day < self.born:
            raise ValidationError(
                _("The co-insurance cannot begin before the person was born."), code="before_birth"
            )
        if not OLDEST <= day <= clock.today() + A_YEAR:
            raise ValidationError(_("Check the year of this day."), code="far_away")
        return day

    def demand(self, questions: Iterable[Question]) -> bool:
        """An error at each question the rule leaves open; whether there was any."""
        open_fields = [FIELDS[q] for q in questions if q in FIELDS and FIELDS[q] in self.fields]
        for name in open_fields:
            if name not in self.errors:
                self.add_error(name, _("Please answer this question: it decides."))
        return bool(open_fields)

    def fields_layout(self) -> Layout:
        groups = (
            (gettext("You and this person"), _BETWEEN),
            (gettext("Residence"), ("born_here", "lives_here", "studies_away")),
            (gettext("Other insurance"), _OTHER_INSURANCE),
            (gettext("The co-insurance"), ("first_day", "serious_reasons")),
        )
        return Layout(
            *(
                Fieldset(title, *names)
                for title, wanted in groups
                if (names := [name for name in wanted if name in self.fields])
            )
        )


_BETWEEN = (
    "relation",
    "union_lasts",
    "close_relative",
    "keeps_household",
    "has_spouse",
    "taken_in",
    "tax_relief",
    "low_resources",
    "studies",
)
_OTHER_INSURANCE = (
    "insured_here",
    "insured_abroad",
    "previous_cover",
    "previous_country",
    "previous_fund",
)
_ALWAYS = ("lives_here", "studies_away", *_OTHER_INSURANCE, "first_day", "serious_reasons")


def _asked(relation: str, *, is_known_child: bool) -> tuple[str, ...]:
    """The fields for a relation."""
    if relation in SPOUSES:
        return ("union_lasts", *_ALWAYS)
    if relation not in CHILDREN:
        return ("close_relative", "keeps_household", "has_spouse", *_ALWAYS)
    own = ("tax_relief", "low_resources", "studies", "born_here", *_ALWAYS)
    if is_known_child:
        return ("relation", "taken_in", *own)
    return ("taken_in", *own) if relation == Relation.FOSTER_CHILD else own


def revis_sentence(revis: str) -> str:
    """The amount that is set, in euros."""
    sentence = gettext("The social inclusion income for one person is {amount} a month.")
    return sentence.format(amount=euro(Decimal(revis)))


def _revis_hint(revis: str) -> str:
    """What the person compares with; without the amount, who decides."""
    only = gettext("Decides where no tax relief is granted, and from the 30th birthday on.")
    if revis:
        return f"{only} {revis_sentence(revis)}"
    unknown = gettext("Say what you know of the social inclusion income (REVIS); an agent decides.")
    return f"{only} {unknown}"


class AddDocumentForm(PageForm):
    """One more file, and what it is."""

    kind = CardChoiceField(label=_("What is the file?"))
    file = DocumentField(label=_("File"))

    def __init__(self, *args, kinds: Iterable[tuple[RequestDocumentKind, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].options = [Option(value=k.value, label=text) for k, text in kinds]
