"""What a reason means for whoever reads it: what to do, what it rests on, what else to say.

A sentence may name what stands in the result beside the code (`Because.about`).
"""

from django.utils.translation import gettext_lazy as _

from reimbursements.choices.reasons import Reason

_CODE_84 = _("Social Security Code, article 84: payment of benefits, time limits")
_INSURED = _("Social Security Code, articles 1, 2 and 7: who is insured")
_DOCTORS = _("Grand-ducal regulation of 21 December 1998 on the acts of doctors")
_DOCTORS_3 = _("Grand-ducal regulation of 21 December 1998, article 3: authorisations")
_DOCTORS_5 = _("Grand-ducal regulation of 21 December 1998, article 5: how often")
_DOCTORS_9 = _("Grand-ducal regulation of 21 December 1998, article 9: several technical acts")
_PROVIDERS = _("Social Security Code, articles 60 to 80: providers and their tariffs")
_STATUTES = _("Statutes of the CNS")
_IN_PRACTICE = _("CNS, “Remboursement en pratique”: what a claim must contain")
_CONVENIENCE = _("Agreements between the CNS and the providers: convenience fees")
_ABROAD = _("CNS, “À l’étranger”; Directive 2011/24/EU; Regulation (EC) No 883/2004")
_RESIDENCE = _("Regulation (EC) No 883/2004: care in the country of residence")
_CONTROL = _("Medical board of the social security: its opinion binds the fund")

BASES = {
    Reason.NOT_AFFILIATED: _INSURED,
    Reason.PERSON_UNKNOWN: _IN_PRACTICE,
    Reason.ACT_UNKNOWN: _PROVIDERS,
    Reason.TARIFF_NOT_VALID: _PROVIDERS,
    Reason.DATE_INVALID: _IN_PRACTICE,
    Reason.PATIENT_LIMIT: _DOCTORS,
    Reason.PRESCRIPTION_MISSING: _STATUTES,
    Reason.PRESCRIPTION_TOO_OLD: _STATUTES,
    Reason.AUTHORISATION_MISSING: _DOCTORS_3,
    Reason.TOO_LATE: _CODE_84,
    Reason.DUPLICATE: _CODE_84,
    Reason.TOO_SOON: _DOCTORS_5,
    Reason.ONE_A_DAY: _DOCTORS_5,
    Reason.QUANTITY_CUT: _STATUTES,
    Reason.CEILING_REACHED: _STATUTES,
    Reason.OTHER_FUND: _RESIDENCE,
    Reason.NO_PROOF: _IN_PRACTICE,
    Reason.NOT_ORIGINAL: _IN_PRACTICE,
    Reason.ILLEGIBLE: _IN_PRACTICE,
    Reason.NOT_A_BILL: _IN_PRACTICE,
    Reason.PROVIDER_UNKNOWN: _PROVIDERS,
    Reason.NOT_ON_LIST: _STATUTES,
    Reason.MEDICAL_OPINION: _CONTROL,
    Reason.MEDICAL_REASON_MISSING: _STATUTES,
    Reason.OVER_TARIFF: _PROVIDERS,
    Reason.CONVENIENCE_FEE: _CONVENIENCE,
    Reason.REDUCED: _DOCTORS_9,
    Reason.NOT_CUMULATED: _DOCTORS_9,
    Reason.FOREIGN_BILL: _ABROAD,
    Reason.ABROAD_UNAUTHORISED: _ABROAD,
    Reason.BELGIAN_SUPPLEMENT: _RESIDENCE,
    Reason.AN_AGENT_DECIDES: _STATUTES,
    Reason.SET_BY_AGENT: _STATUTES,
    Reason.QUANTITY_APPROVED: _STATUTES,
}
"""What each reason rests on, where the result names nothing nearer.

Where no article was found, it is the text or the page that says so (`domain.md`, section 3).
"""

WAYS_OUT = {
    Reason.NOT_AFFILIATED: _(
        "If the person was insured on that day, look at My insurance, or send a certificate of "
        "affiliation."
    ),
    Reason.PERSON_UNKNOWN: _(
        "Say who was treated. The bill has to carry the national identification number of the "
        "person treated."
    ),
    Reason.ACT_UNKNOWN: _(
        "Compare the code with the bill. If it is the same, ask the provider for a bill with the "
        "code of the nomenclature."
    ),
    Reason.TARIFF_NOT_VALID: _(
        "Compare the code and the date with the bill. If they are the same, ask the provider for "
        "a corrected bill."
    ),
    Reason.DATE_INVALID: _("Send a bill that shows on which day the care was given."),
    Reason.PATIENT_LIMIT: _(
        "Compare the code and the person treated with the bill. If they are the same, ask the "
        "provider for a corrected bill."
    ),
    Reason.PRESCRIPTION_MISSING: _("Send the prescription."),
    Reason.PRESCRIPTION_TOO_OLD: _(
        "If there was a later prescription that was valid on that day, send it."
    ),
    Reason.AUTHORISATION_MISSING: _(
        "If the care was authorised, send the authorisation. Otherwise ask the doctor to ask the "
        "medical board for it."
    ),
    Reason.TOO_LATE: _(
        "If the bill was paid later than it says here, send the proof of the payment."
    ),
    Reason.DUPLICATE: _("If it is another act of the same day, send what shows it."),
    Reason.TOO_SOON: _("If there is a medical reason for it, send a statement of the doctor."),
    Reason.QUANTITY_CUT: _(
        "If more was needed for a medical reason, send a statement of the doctor."
    ),
    Reason.CEILING_REACHED: _("The limit counts anew when its period is over."),
    Reason.OTHER_FUND: _("Send the bill to the fund of the country of residence."),
    Reason.NO_PROOF: _(
        "Send the signed and dated receipt of the provider, the stamp of the bank, or a debit "
        "notice with the number of the bill. A payment order is no proof."
    ),
    Reason.NOT_ORIGINAL: _(
        "Send the original of the bill by post, free of charge within Luxembourg: Caisse "
        "nationale de santé, Remboursements, L-2980 Luxembourg."
    ),
    Reason.ILLEGIBLE: _("Send a photo or a copy on which everything can be read."),
    Reason.NOT_A_BILL: _("Send the bill itself, not a reminder, a quote or a receipt."),
    Reason.PROVIDER_UNKNOWN: _(
        "The code of the provider stands on the bill. Enter it, or send a bill that shows it."
    ),
    Reason.NOT_ON_LIST: _("You can object if you think that it is on the list."),
    Reason.MEDICAL_OPINION: _("You can object, and send what your doctor says about it."),
    Reason.MEDICAL_REASON_MISSING: _("Send a statement of the doctor that gives the reason."),
    Reason.ABROAD_UNAUTHORISED: _(
        "If the care could not wait, send what shows it. If it was authorised, send the "
        "authorisation."
    ),
    Reason.BELGIAN_SUPPLEMENT: _(
        "Send the statement of your insurance in Belgium, if you have it already."
    ),
    Reason.AN_AGENT_DECIDES: _("You need not do anything: an agent looks at it."),
}
"""What can be done about it; nothing where it only says how it was calculated."""

MORE = {
    (Reason.TOO_SOON, "possible_again_on"): _("It is possible again from {value} on."),
    (Reason.TOO_LATE, "until"): _("It could be sent until {value}."),
    (Reason.PRESCRIPTION_TOO_OLD, "until"): _("It was valid until {value}."),
    (Reason.DUPLICATE, "reference"): _("It was reimbursed under the reference {value}."),
    (Reason.QUANTITY_CUT, "limit"): _("At most {value} can be reimbursed."),
    (Reason.QUANTITY_CUT, "left"): _("Of the quantity that is allowed, {value} were left."),
    (Reason.CEILING_REACHED, "limit"): _("The limit is {value}."),
    (Reason.CEILING_REACHED, "left"): _("Of the limit, {value} was left."),
    (Reason.MEDICAL_REASON_MISSING, "limit"): _("Up to {value} need no reason."),
    (Reason.OVER_TARIFF, "value"): _("The tariff is {value}."),
    (Reason.FOREIGN_BILL, "country"): _("The care was given in: {value}."),
    (Reason.OTHER_FUND, "country"): _("The person treated lives in: {value}."),
    (Reason.QUANTITY_APPROVED, "limit"): _("Approved: {value}."),
    (Reason.REDUCED, "rate"): _("Of the tariff, {value} is taken."),
    (Reason.CONVENIENCE_FEE, "value"): _("The fee is {value}."),
    (Reason.SET_BY_AGENT, "value"): _("The tariff is set to {value}."),
    (Reason.SET_BY_AGENT, "rate"): _("The share that is paid is set to {value}."),
}
"""What is said besides, where the result names the value."""

MORE_OF_ANY = {
    "possible_again_on": _("It is possible again from {value} on."),
    "until": _("Please send it by {value}."),
    "reference": _("Reference: {value}."),
    "limit": _("The limit is {value}."),
    "left": _("Left of the limit: {value}."),
    "since": _("This holds since {value}."),
}
"""The same for reasons that say it like any other."""

STEPS = {
    "tariff": _("Tariff of the act"),
    "fixed_amount": _("Fixed tariff of the act"),
    "suffix": _("Suffix of the code"),
    "quantity": _("Quantity"),
    "reduced": _("Second or third act of a session"),
    "rate": _("Share that the insurance pays"),
    "full_cover": _("Paid in full up to the yearly amount"),
    "cap": _("Upper limit"),
    "flat_rate": _("Flat rate"),
    "participation": _("Daily participation"),
    "paid": _("Never more than what was invoiced"),
    "supplement": _("Supplement for residents of Belgium"),
    "exchange": _("Exchange into euro"),
    "agent": _("Value that an agent has set"),
    "counted_before": _("Counted before, when other acts of the session were decided"),
}
"""The steps of a calculation, as people read them."""
