"""The words about care outside one's own country, and why a form for it is not for somebody."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Care(TextChoices):
    """What somebody needs, as far as a rule tells the kinds apart."""

    OUTPATIENT = "outpatient", _("A doctor, a dentist, a laboratory or a pharmacy")
    EQUIPMENT = "equipment", _("A treatment with a hospital’s infrastructure, without a night")
    HOSPITAL = "hospital", _("A stay in hospital, at least one night")


class Timing(TextChoices):
    PLANNED = "planned", _("Planned beforehand")
    URGENT = "urgent", _("Urgent or unforeseen during a stay")


class Home(TextChoices):
    """Where somebody lives, as far as a rule tells the places apart."""

    LUXEMBOURG = "luxembourg", _("Luxembourg")
    BELGIUM = "belgium", _("Belgium")
    EUROPE = "europe", _("Another country of the EU, the EEA, Switzerland or the United Kingdom")
    ELSEWHERE = "elsewhere", _("Another country")


class Place(TextChoices):
    """Where somebody is treated, seen from Luxembourg and from where they live."""

    LUXEMBOURG = "luxembourg", _("Luxembourg")
    HOME = "home", _("The country of residence")
    EUROPE = "europe", _("Another country of the EU or the EEA, or Switzerland")
    CARD_COUNTRY = "card_country", _("A country that accepts the European card by agreement")
    FORM_COUNTRY = "form_country", _("A country with a form of its own by agreement")
    ELSEWHERE = "elsewhere", _("A country without an agreement")


class CoveredHow(TextChoices):
    """How care is covered; the label is the answer in one sentence."""

    RESIDENT_AT_HOME = (
        "resident_at_home",
        _("You are covered in Luxembourg with your social security card."),
    )
    VISIT_TO_LUXEMBOURG = (
        "visit_to_luxembourg",
        _("Your fund in Luxembourg reimburses you: send it the original, paid bills."),
    )
    RESIDENCE = (
        "residence",
        _("The country where you live covers this care, at its rates and by its rules."),
    )
    RESIDENCE_BELGIUM = (
        "residence_belgium",
        _(
            "Belgium covers this care through your mutual insurance company, and Luxembourg adds "
            "the Belgian supplement."
        ),
    )
    RESIDENCE_ELSEWHERE = (
        "residence_elsewhere",
        _("There is no general rule for your country of residence: an agent tells you."),
    )
    EUROPEAN_CARD = (
        "european_card",
        _(
            "Show your European Health Insurance Card: you are treated like the people who are "
            "insured there."
        ),
    )
    AGREEMENT_FORM = (
        "agreement_form",
        _("You need the form of the agreement with this country. Order it before you leave."),
    )
    URGENT_ELSEWHERE = (
        "urgent_elsewhere",
        _("There is no agreement with this country: pay the bills, keep them, and ask an agent."),
    )
    LUXEMBOURG_RATES = (
        "luxembourg_rates",
        _(
            "You need no authorisation. Pay the bills and send them to your fund: it reimburses "
            "them at the rates of Luxembourg."
        ),
    )
    PRIOR_AUTHORISATION = (
        "prior_authorisation",
        _("The CNS must authorise this care before it begins; otherwise nothing is reimbursed."),
    )
    AUTHORISATION_OUTSIDE = (
        "authorisation_outside",
        _(
            "All care planned in this country must be authorised by the CNS before it begins; "
            "otherwise nothing is reimbursed."
        ),
    )


class WhyNotAbroad(TextChoices):
    """Why somebody cannot ask for a form for care abroad. A sentence for the person."""

    COUNTRY_UNKNOWN = (
        "country_unknown",
        _("We do not know in which country you live. Please enter your address first."),
    )
    LIVES_HERE = (
        "lives_here",
        _("This form is for people who live outside Luxembourg. Your address is in Luxembourg."),
    )
    LIVES_IN_BELGIUM = (
        "lives_in_belgium",
        _("For Belgium there is a form of its own: BL1."),
    )
    NOT_IN_BELGIUM = (
        "not_in_belgium",
        _("Form BL1 is for people who live in Belgium. For your country it is form S1."),
    )
    OUTSIDE_EUROPE = (
        "outside_europe",
        _(
            "This form exists for countries of the EU and the EEA, Switzerland and the United "
            "Kingdom only. An agent tells you what applies where you live."
        ),
    )
    NOT_AFFILIATED = (
        "not_affiliated",
        _("You are not affiliated in Luxembourg today, so there is nothing to certify."),
    )
    CO_INSURED = (
        "co_insured",
        _(
            "You are co-insured through somebody. The main insured person asks for the form, and "
            "the country of residence decides about the family."
        ),
    )
    VOLUNTARY = (
        "voluntary",
        _("Voluntary insurance is for residents of Luxembourg. Please speak with an agent."),
    )
    NOT_NEEDED = (
        "not_needed",
        _(
            "This care needs no authorisation: the page “Where am I covered?” says how it is paid. "
            "If your doctor refers you to a colleague abroad, an agent can tell you more."
        ),
    )
    IN_LUXEMBOURG = "in_luxembourg", _("Care in Luxembourg needs no authorisation of this kind.")
    AT_HOME = (
        "at_home",
        _("Care in the country where you live is covered there: ask the fund you registered with."),
    )
    NOT_COVERED_THEN = (
        "not_covered_then",
        _("You are not covered on the day on which the care is planned to begin."),
    )
    ENDS_BEFORE_BEGINNING = (
        "ends_before_beginning",
        _("The care cannot end before it begins."),
    )
    ALREADY_BEGUN = (
        "already_begun",
        _("The authorisation must be asked for before the care begins."),
    )


class MedicalOpinion(TextChoices):
    """What the medical board of the social security (CMSS) says about planned care abroad."""

    FAVOURABLE = "favourable", _("Favourable")
    UNFAVOURABLE = "unfavourable", _("Unfavourable")


class AbroadRefusal(TextChoices):
    """Why an agent, or the person, cannot do something with a form for care abroad."""

    OPINION_MISSING = (
        "opinion_missing",
        _("Note the opinion of the medical board first: the CNS authorises on a favourable one."),
    )
    OPINION_UNFAVOURABLE = (
        "opinion_unfavourable",
        _("The opinion of the medical board is unfavourable: this care cannot be authorised."),
    )
    OPINION_IN_THE_FUTURE = "opinion_in_the_future", _("The opinion cannot be of a later day.")
    ANSWER_IN_THE_FUTURE = "answer_in_the_future", _("The answer cannot be of a later day.")
    ENDS_BEFORE_BEGINNING = (
        "ends_before_beginning",
        _("The form cannot end before it begins."),
    )
    NO_ANSWER_EXPECTED = (
        "no_answer_expected",
        _("The fund of the country of residence answers a form that was issued, and once only."),
    )
    REPORTED_ALREADY = (
        "reported_already",
        _("You have sent the answer already. An agent records it."),
    )
    NO_FUND = (
        "no_fund",
        _("Nobody is insured here on the first day of the form, so no fund can be named."),
    )
