"""Why a line is paid as it is: stable codes, each with the sentence that people read.

A sentence may name values in braces; what they are stands in the result beside the code.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Reason(TextChoices):
    NOT_AFFILIATED = "not_affiliated", _("The person treated was not insured on that day.")
    PERSON_UNKNOWN = "person_unknown", _("It is not clear who was treated.")
    ACT_UNKNOWN = "act_unknown", _("The code of the act is not in the nomenclature.")
    TARIFF_NOT_VALID = "tariff_not_valid", _("The act had no tariff on that day.")
    DATE_INVALID = "date_invalid", _("The date of care is missing, or lies after the bill.")
    PATIENT_LIMIT = "patient_limit", _("The act is not for a person of this age.")
    PRESCRIPTION_MISSING = "prescription_missing", _("The prescription is missing.")
    PRESCRIPTION_TOO_OLD = (
        "prescription_too_old",
        _("The prescription was no longer valid on that day."),
    )
    AUTHORISATION_MISSING = (
        "authorisation_missing",
        _("The authorisation that this act needs is missing."),
    )
    TOO_LATE = "too_late", _("More than two years have passed since the payment.")
    DUPLICATE = "duplicate", _("The same act has been reimbursed already.")
    TOO_SOON = "too_soon", _("It is too soon since the last time.")
    ONE_A_DAY = (
        "one_a_day",
        _("One consultation or visit a person a day is reimbursed: the dearest."),
    )
    QUANTITY_CUT = "quantity_cut", _("Only a part of the quantity can be reimbursed.")
    CEILING_REACHED = "ceiling_reached", _("The limit for this period is reached.")
    OTHER_FUND = (
        "other_fund",
        _("The fund of another country, or another insurance, pays for this."),
    )
    NO_PROOF = "no_proof", _("There is no proof that the bill was paid.")
    NOT_ORIGINAL = "not_original", _("The original of the bill has not been received.")
    ILLEGIBLE = "illegible", _("The bill cannot be read.")
    NOT_A_BILL = "not_a_bill", _("What was sent is not a bill.")
    PROVIDER_UNKNOWN = "provider_unknown", _("The provider is not known.")
    NOT_ON_LIST = "not_on_list", _("The insurance does not pay for this.")
    MEDICAL_OPINION = "medical_opinion", _("The medical board has advised against it.")
    MEDICAL_REASON_MISSING = (
        "medical_reason_missing",
        _("So many need a medical reason that the CNS accepts."),
    )
    OVER_TARIFF = "over_tariff", _("More was invoiced than the tariff.")
    CONVENIENCE_FEE = "convenience_fee", _("Convenience fees are never reimbursed.")
    REDUCED = "reduced", _("The second and third act of a session count for half.")
    NOT_CUMULATED = "not_cumulated", _("Further acts of the same session are not paid.")
    FOREIGN_BILL = (
        "foreign_bill",
        _("Care abroad is paid as if it had been given here, at most what it cost."),
    )
    ABROAD_UNAUTHORISED = (
        "abroad_unauthorised",
        _("A planned stay in hospital abroad needs an authorisation beforehand."),
    )
    BELGIAN_SUPPLEMENT = (
        "belgian_supplement",
        _("The insurance in Belgium pays first. An agent decides about the supplement."),
    )
    AN_AGENT_DECIDES = "an_agent_decides", _("An agent decides: no value is published for this.")
    SET_BY_AGENT = "set_by_agent", _("An agent has set this value.")
    QUANTITY_APPROVED = "quantity_approved", _("An agent has approved another quantity.")


class Verdict(TextChoices):
    ACCEPTED = "accepted", _("Accepted")
    PARTLY = "partly", _("Accepted in part")
    REFUSED = "refused", _("Not reimbursed")
    OPEN = "open", _("An agent decides")
