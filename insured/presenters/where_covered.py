"""The answer to “Where am I covered?” in sentences: what to do, with which form, by which text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from insured.choices.abroad import Care, CoveredHow, Timing
from insured.choices.countries import Country
from insured.presenters.events import address
from insured.rules.cross_border import Covered

LINKS = {
    "abroad": gettext_lazy("Living and being treated abroad: forms S1, BL1 and S2"),
    "papers": gettext_lazy("My certificates and papers"),
    "cards": gettext_lazy("My social security card, and a replacement certificate"),
    "care_abroad": gettext_lazy("Ask for an authorisation of planned care abroad (S2)"),
}
ADDRESSES = {
    "abroad": "insured:abroad",
    "papers": "insured:papers",
    "cards": "insured:cards",
    "care_abroad": "insured:care_abroad",
}
# People who are not nationals of an EU state are not covered there by the card (CNS, “Holidays
# abroad”).
CARD_BY_NATIONALITY = frozenset({Country.DK, Country.IS, Country.LI, Country.NO, Country.CH})


@dataclass(frozen=True)
class Advice:
    """What follows from an answer: sentences, the form to use, pages of this portal, the text."""

    basis: str | Promise
    steps: Sequence[str | Promise]
    form: str | Promise = ""
    links: Sequence[str] = ()


ADVICE = {
    CoveredHow.RESIDENT_AT_HOME: Advice(
        basis=gettext_lazy("Social Security Code (CSS), articles 17 to 24"),
        steps=(
            gettext_lazy("Show the national side of the card, with an identity document if asked."),
            gettext_lazy(
                "Where you have to pay yourself, send the original, paid bill to your fund."
            ),
        ),
        form=gettext_lazy("Social security card"),
        links=("cards",),
    ),
    CoveredHow.VISIT_TO_LUXEMBOURG: Advice(
        basis=gettext_lazy("Regulation (EC) 883/2004, article 18"),
        steps=(
            gettext_lazy("Show the national side of your card, as residents do."),
            gettext_lazy("Send the original, paid bills to your fund in Luxembourg, not at home."),
        ),
        form=gettext_lazy("Social security card"),
        links=("cards",),
    ),
    CoveredHow.RESIDENCE: Advice(
        basis=gettext_lazy("Regulation (EC) 883/2004, article 17"),
        steps=(
            gettext_lazy(
                "Register with a fund there with form S1, if you have not done so: you ask for it "
                "here and hand it in there."
            ),
            gettext_lazy("Send your bills to that fund only. Luxembourg does not reimburse them."),
        ),
        form=gettext_lazy("Form S1"),
        links=("abroad",),
    ),
    CoveredHow.RESIDENCE_BELGIUM: Advice(
        basis=gettext_lazy(
            "Regulation (EC) 883/2004, article 17; agreement between Belgium and Luxembourg of "
            "24 March 1994"
        ),
        steps=(
            gettext_lazy("Register with a mutual insurance company with form BL1."),
            gettext_lazy("Belgium reimburses your bills at its own rates."),
            gettext_lazy(
                "Luxembourg adds the Belgian supplement for people who work here: through your "
                "mutual insurance company, or when you send the bills or fee notes to the CNS."
            ),
        ),
        form=gettext_lazy("Form BL1"),
        links=("abroad",),
    ),
    CoveredHow.RESIDENCE_ELSEWHERE: Advice(
        basis=gettext_lazy("The agreement with your country of residence, if there is one"),
        steps=(
            gettext_lazy("Call us or write to us before you are treated, if you can."),
            gettext_lazy("Keep the paid bills."),
        ),
    ),
    CoveredHow.EUROPEAN_CARD: Advice(
        basis=gettext_lazy("Regulation (EC) 883/2004, article 19"),
        steps=(
            gettext_lazy(
                "The card covers what cannot wait until you are back, also a stay in hospital."
            ),
            gettext_lazy(
                "If you do not have it with you, the replacement certificate does the same: it is "
                "good for three months at most."
            ),
            gettext_lazy("Where the card is not taken, pay, and send the paid bill to your fund."),
        ),
        form=gettext_lazy("European Health Insurance Card, or its replacement certificate"),
        links=("cards",),
    ),
    CoveredHow.AGREEMENT_FORM: Advice(
        basis=gettext_lazy("The agreement on social security with this country"),
        steps=(
            gettext_lazy("Hand the form to the social security institution there."),
            gettext_lazy("Private providers may refuse it: pay, and keep the bills."),
        ),
    ),
    CoveredHow.URGENT_ELSEWHERE: Advice(
        basis=gettext_lazy("Statutes of the fund"),
        steps=(
            gettext_lazy("No form can be issued for this country, and the card is not taken."),
            gettext_lazy("Keep the original bills and the proof of payment: an agent decides."),
        ),
    ),
    CoveredHow.LUXEMBOURG_RATES: Advice(
        basis=gettext_lazy("Directive 2011/24/EU, article 7; statutes of the fund"),
        steps=(
            gettext_lazy("You never get back more than you paid, nor more than is paid here."),
            gettext_lazy("Travel is not paid."),
        ),
    ),
    CoveredHow.PRIOR_AUTHORISATION: Advice(
        basis=gettext_lazy(
            "Regulation (EC) 883/2004, article 20; Directive 2011/24/EU, article 8; statutes of "
            "the CNS"
        ),
        steps=(
            gettext_lazy("Ask with a report of your doctor, at least a week before."),
            gettext_lazy(
                "The medical board gives its opinion; the CNS decides, also for CMFEP members."
            ),
            gettext_lazy(
                "In a public establishment form S2 pays at the rates of that country. In a private "
                "one a letter promises a refund at the rates of Luxembourg."
            ),
        ),
        form=gettext_lazy("Form S2"),
        links=("care_abroad", "abroad"),
    ),
    CoveredHow.AUTHORISATION_OUTSIDE: Advice(
        basis=gettext_lazy("Statutes of the CNS; the agreement with this country, if there is one"),
        steps=(
            gettext_lazy("Ask with a report of a specialist, at least a week before."),
            gettext_lazy(
                "The medical board gives its opinion; the CNS decides, also for CMFEP members."
            ),
            gettext_lazy(
                "As a rule you pay the bills and are reimbursed afterwards; the medical board says "
                "how much."
            ),
        ),
        form=gettext_lazy("Authorisation of the CNS"),
        links=("care_abroad", "abroad"),
    ),
}


@dataclass(frozen=True)
class Answer:
    """The answer with what was asked."""

    covered: Covered
    country: Country
    care: Care
    timing: Timing

    @property
    def sentence(self) -> str:
        """The answer itself."""
        return str(self.covered.how.label)

    @property
    def asked(self) -> str:
        """What it is the answer to."""
        return _("{care}, in {country}: {timing}").format(
            care=self.care.label,
            country=self.country.label,
            timing=str(self.timing.label).lower(),
        )

    @property
    def advice(self) -> Advice:
        return ADVICE[self.covered.how]

    @property
    def form(self) -> str:
        """The form to use, if one is needed."""
        return self.covered.form or str(self.advice.form)

    @property
    def steps(self) -> list[str]:
        """What to do, in order."""
        steps = [str(step) for step in self.advice.steps]
        if self.covered.form:
            steps.insert(
                0,
                _("Order form {form} from us at least {days} days before you leave.").format(
                    form=self.covered.form, days=self.covered.order_days_before
                ),
            )
        return steps

    @property
    def links(self) -> list[dict]:
        """Pages of this portal that help; they ask for a sign-in."""
        return [
            {"url": url, "label": str(LINKS[name])}
            for name in self.advice.links
            if (url := address(ADDRESSES[name]))
        ]

    @property
    def card_depends_on_nationality(self) -> bool:
        """Whether the card helps only people who are nationals of an EU state."""
        by_card = self.covered.how == CoveredHow.EUROPEAN_CARD
        return by_card and self.country in CARD_BY_NATIONALITY

    @property
    def needs_an_agent(self) -> bool:
        """Whether an agent has to be asked, because no rule says more."""
        return self.covered.how in {
            CoveredHow.RESIDENCE_ELSEWHERE,
            CoveredHow.URGENT_ELSEWHERE,
            CoveredHow.AGREEMENT_FORM,
        }
