"""The words for what was done, where, by whom, and what was sent about it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Care(TextChoices):
    """Kinds of care that have rules or a rate of their own."""

    CONSULTATION = "consultation", _("Consultation of a doctor")
    VISIT = "visit", _("Home visit of a doctor")
    DOCTOR_ACT = "doctor_act", _("Technical act of a doctor")
    DENTAL = "dental", _("Dental care")
    DENTAL_PROSTHESIS = "dental_prosthesis", _("Dental prosthesis")
    MAXILLOFACIAL = "maxillofacial", _("Maxillofacial prosthesis")
    ORTHODONTICS = "orthodontics", _("Orthodontics")
    PHYSIOTHERAPY = "physiotherapy", _("Physiotherapy")
    PHYSIOTHERAPY_SERIOUS = (
        "physiotherapy_serious",
        _("Physiotherapy for a serious illness or after an operation"),
    )
    PSYCHOTHERAPY = "psychotherapy", _("Psychotherapy")
    DIETICIAN = "dietician", _("Dietician")
    NURSING = "nursing", _("Nursing care")
    MIDWIFE = "midwife", _("Midwife")
    SPEECH_THERAPY = "speech_therapy", _("Speech therapy")
    LABORATORY = "laboratory", _("Laboratory")
    TRANSPORT = "transport", _("Transport")
    MEDICINE = "medicine", _("Medicine")
    GLASSES_FRAME = "glasses_frame", _("Frame of glasses")
    GLASSES_LENSES = "glasses_lenses", _("Lenses of glasses")
    CONTACT_LENSES = "contact_lenses", _("Contact lenses")
    HEARING_AID = "hearing_aid", _("Hearing aid")
    HOSPITAL_DAY = "hospital_day", _("Day in hospital")
    DAY_HOSPITAL = "day_hospital", _("Day hospital")
    THERMAL_CURE = "thermal_cure", _("Thermal cure")
    CONVENIENCE = "convenience", _("Convenience fee")
    OTHER = "other", _("Other care")


class Setting(TextChoices):
    """Where the care was given; the rate depends on it."""

    OUT_PATIENT = "out_patient", _("At a practice or as an out-patient")
    IN_PATIENT = "in_patient", _("During a stay in hospital")
    AT_HOME = "at_home", _("At home")


class Flag(TextChoices):
    """What the nomenclature says about an act besides its value (RGD 21.12.1998, article 3)."""

    APCM = "apcm", _("Needs an authorisation beforehand")
    ACM = "acm", _("Needs an authorisation")
    CAC = "cac", _("Can be invoiced with a consultation")
    CAT = "cat", _("Is paid in full beside others")
    DSD = "dsd", _("May cost more on a quote that the patient accepted")
    PRESCRIPTION = "prescription", _("Needs a prescription")
    ONE_A_DAY = "one_a_day", _("One a person a day")
    ONE_IN_SIX_MONTHS = "one_in_six_months", _("One in six months")
    TECHNICAL = "technical", _("Counts among the technical acts of a session")
    CHILD = "child", _("For children only")
    CHECKUP = "checkup", _("Counts as a dental check-up")
    FULL_PROSTHESIS = "full_prosthesis", _("Replaces or repairs a full prosthesis")


class Nomenclature(TextChoices):
    DOCTORS = "doctors", _("Doctors")
    DENTISTS = "dentists", _("Dentists")
    NURSES = "nurses", _("Nurses")
    PHYSIOTHERAPISTS = "physiotherapists", _("Physiotherapists")
    PSYCHOMOTOR = "psychomotor", _("Psychomotor therapists")
    MIDWIVES = "midwives", _("Midwives")
    SPEECH_THERAPISTS = "speech_therapists", _("Speech therapists")
    PALLIATIVE = "palliative", _("Palliative care")
    DIETICIANS = "dieticians", _("Dieticians")
    PSYCHOTHERAPISTS = "psychotherapists", _("Psychotherapists")
    LABORATORIES = "laboratories", _("Laboratories")
    THERMAL = "thermal", _("Thermal centre of Mondorf")
    PSYCHIATRY = "psychiatry", _("Psychiatry outside hospital")
    ORTHOPAEDIC = "orthopaedic", _("Orthopaedic technicians")
    OTHER = "other", _("Goods, stays and other services")


class Profession(TextChoices):
    """Of a provider; says which bills an agency does not pay at once."""

    DOCTOR = "doctor", _("Doctor")
    DENTIST = "dentist", _("Dentist")
    PHYSIOTHERAPIST = "physiotherapist", _("Physiotherapist")
    PSYCHOTHERAPIST = "psychotherapist", _("Psychotherapist")
    DIETICIAN = "dietician", _("Dietician")
    NURSE = "nurse", _("Nurse")
    MIDWIFE = "midwife", _("Midwife")
    SPEECH_THERAPIST = "speech_therapist", _("Speech therapist")
    LABORATORY = "laboratory", _("Laboratory")
    OPTICIAN = "optician", _("Optician")
    HEARING_AIDS = "hearing_aids", _("Supplier of hearing aids")
    PHARMACY = "pharmacy", _("Pharmacy")
    HOSPITAL = "hospital", _("Hospital")
    TRANSPORT = "transport", _("Ambulance or taxi service")
    OTHER = "other", _("Other provider")


URGENT = {
    True: _("It could not wait"),
    False: _("It was planned, or could have waited"),
}
"""Of care abroad: the two answers to whether it was urgent."""


class DocumentKind(TextChoices):
    """What the paper is that somebody sends as a bill."""

    INVOICE = "invoice", _("Bill")
    REMINDER = "reminder", _("Reminder")
    QUOTE = "quote", _("Quote")
    RECEIPT = "receipt", _("Receipt only")


class Proof(TextChoices):
    """How it is shown that a bill was paid (cns.public.lu, "Remboursement en pratique")."""

    RECEIPTED = "receipted", _("The provider signed and dated the bill as paid")
    BANK_STAMP = "bank_stamp", _("The bank stamped or signed the bill as paid")
    DEBIT_NOTICE = "debit_notice", _("A debit notice of the bank with the number of the bill")
    NONE = "none", _("I have no proof yet")


class PageKind(TextChoices):
    INVOICE = "invoice", _("Bill")
    PROOF = "proof", _("Proof of payment")
    PRESCRIPTION = "prescription", _("Prescription")
    OTHER = "other", _("Other page")
