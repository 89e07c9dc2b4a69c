"""The names of parameters as people read them, and in which order a page shows them.

A name that is not here is built from the words of its parts (rates), or shown as it is.
"""

from django.utils.translation import gettext_lazy as _

NOT_COVERED = _("Surcharge of a first-class room; not covered")

LABELS = {
    "index": _("Index of the cost of living"),
    "key_letter.doctors": _("Key letter of the doctors"),
    "suffix.E": _("Letter E behind a code"),
    "suffix.N": _("Letter N behind a code: at night"),
    "suffix.D": _("Letter D behind a code: on a Sunday"),
    "suffix.F": _("Letter F behind a code: on a public holiday"),
    "suffix.B": _("Letter B behind a code: on both sides"),
    "suffix.R": _("Letter R behind a code: reduced"),
    "suffix.P": _("Letter P behind a code: assistance"),
    "suffix.V": _("Letter V behind a code"),
    "suffix.A": _("Letter A behind a code"),
    "suffix.L": _("Letter L behind a code: local anaesthesia"),
    "technical_act.first": _("Dearest technical act of a session"),
    "technical_act.second": _("Second technical act of a session"),
    "technical_act.third": _("Third technical act of a session"),
    "technical_act.further": _("Further technical acts of a session"),
    "first_class.surcharge": NOT_COVERED,
    "third_party.stay": _("The doctor may bill the CNS directly after a stay longer than"),
    "third_party.bill": _("The doctor may bill the CNS directly when the bill is higher than"),
    "hospital_day": _("You pay for a day in hospital"),
    "hospital_day.minor": _("A person under 18 pays for a day in hospital"),
    "hospital_day.limit": _("Days in hospital a calendar year for which you pay"),
    "day_hospital": _("You pay for a day in the day hospital"),
    "dental_full_cover": _("Ordinary dental care a calendar year that is paid in full"),
    "minimum_social_wage": _("Minimum social wage a month, unskilled, from 18 years on"),
    "glasses.frame": _("Frame of glasses, at most"),
    "glasses.renewal": _("New glasses after, from 18 years on"),
    "glasses.change": _("New glasses earlier when the sight changes by"),
    "hearing_aid.device": _("Hearing aid, each"),
    "hearing_aid.minor_supplement": _("Hearing aid, each, besides it under 18"),
    "hearing_aid.renewal": _("New hearing aids after, from 18 years on"),
    "age_of_majority": _("The rates for adults hold from the age of"),
    "consultations.limit": _("Consultations without a medical reason"),
    "consultations.period": _("… within a period of"),
    "extended_consultation.period": _("An extended consultation once in"),
    "consultations.a_day": _("Consultations or visits of one person a day"),
    "claim.limit": _("A bill can be sent, after its payment, for"),
    "complementary_share": _(
        "Participations above this share of the previous year’s income are paid back on request"
    ),
    "sessions.physiotherapy": _("Sessions of physiotherapy on one prescription"),
    "sessions.physiotherapy_serious": _(
        "Sessions of physiotherapy on one prescription, serious illness"
    ),
    "sessions.physiotherapy_after_operation": _(
        "Sessions of physiotherapy on one prescription, after an operation"
    ),
    "prescription.medicine": _("A prescription of a medicine is valid for"),
    "prescription.laboratory": _("A prescription for a laboratory is valid for"),
}

ADULTS = _("from 18 years on")
MINORS = _("under 18")

RATE_DETAILS = {
    "adult": ADULTS,
    "minor": MINORS,
    "out_patient": _("at a practice or as an out-patient"),
    "in_patient": _("during a stay in hospital"),
    "at_home": _("at home"),
    "with_check_ups": _("with a check-up in each of the two previous calendar years"),
    "full_prosthesis": _("replacement or repair of a full prosthesis"),
    "not_listed": _("not on the list"),
    "reduced": _("on the list with 40 %"),
    "normal": _("on the list with 80 %"),
    "preferential": _("on the list with 100 %"),
}
"""The further parts of the name of a rate."""

ACT_OF_ITS_OWN = _("Act {code}")
AGE_LIMIT = _("Act {code}: for people younger than")

GROUPS = (
    (
        "borne",
        _("What you bear"),
        ("hospital_day", "day_hospital", "complementary_share", "first_class."),
    ),
    (
        "goods",
        _("Teeth, glasses, hearing aids"),
        ("dental_full_cover", "glasses.", "hearing_aid."),
    ),
    (
        "limits",
        _("Limits and periods"),
        (
            *(
                "claim.",
                "age_of_majority",
                "age_limit.",
                "consultations.",
                "extended_consultation.",
            ),
            *("sessions.", "prescription.", "third_party."),
        ),
    ),
    ("tariffs", _("How a tariff is formed"), ("key_letter.", "index", "suffix.", "technical_act.")),
    ("others", _("Further values"), ("",)),
)
"""Anchor, heading, and how the names begin; a name belongs to the first group that it fits."""

MARKS = {
    "A": _("official page or text"),
    "A-old": _("official, but older"),
    "B": _("press, insurer or provider"),
    "C": _("calculated from other values"),
    "S": _("stated in the project’s sources"),
    "G": _("generally known, not confirmed by a text"),
    "N": _("not found"),
}
"""How sure a value is."""
