"""Health data, accounts of banks and free words are sealed; what is not says here why."""

from django.apps import apps
from django.db import models

from cns_portal.sealing.fields import Sealed

OURS = ("cns_portal.", "insured", "appointments", "reimbursements", "incapacity")

SUSPICIOUS = (
    *("text", "note", "reason", "because", "message", "question", "answer", "comment", "body"),
    *("iban", "account_number", "holder", "diagnosis", "illness", "medical", "grounds", "opinion"),
    *("words", "content", "details", "describ", "explan", "remark", "secret", "seed", "label"),
)
"""What a column may be called that holds what people write, or what nobody else may read."""

CODES = "codes and counts of the portal"
WORDS_OF_AGENTS = "why an agent changed a record; no place for health, and constraints need it"
IN_THE_CLEAR = {
    # Words of the house, for everybody to read.
    "content.*": "published for everybody, or words about a page with what is personal taken out",
    "insured.ReplyTemplate.*": "ready texts without anybody in them",
    "appointments.Agency.access_note": "for everybody to read",
    "appointments.SpecialOpening.note": "for everybody to read",
    "appointments.Closure.reason": "for everybody to read",
    # Codes, under names that sound like words.
    "documents.Document.content_type": "application/pdf",
    "inbox.Attachment.content_type": "application/pdf",
    "inbox.Attachment.payload": "identifiers from which the paper is printed",
    "inbox.Message.check_payload": CODES,
    "inbox.Email.check_payload": CODES,
    "inbox.Email.message_id": "the identifier of an e-mail",
    "audit.AuditEntry.details": "codes and counts: `audit.record` asks for nothing else",
    "audit.AuditCheck.places": "positions of the chain",
    "insured.Declaration.reason": "a code of the Centre commun",
    "insured.RejectedRow.reason": CODES,
    "insured.DeclarationImport.report": "counts",
    "insured.Mandate.holder_name": "a name, and none of a bank account's",
    "insured.Mandate.holder_matricule": "found by it when its holder signs in",
    "appointments.Appointment.basis": CODES,
    "appointments.Conflict.details": CODES,
    "appointments.ReplanningStep.details": CODES,
    "reimbursements.Bill.read_from_code": "the names of the fields that were filled in",
    "reimbursements.ActValue.label": "the nomenclature, which is published",
    "reimbursements.LineDecision.reasons": CODES,
    "reimbursements.LineDecision.steps": "how an amount was calculated",
    "reimbursements.Payment.returned_because": CODES,
    "reimbursements.TariffLoad.changes": "acts and amounts that hold for everybody",
    "insured.DeclarationImport.content": "until the file is read: employers and periods",
    "appointments.VideoSignal.content": "how two browsers find each other; gone with the call",
    "incapacity.Sender.public_key": "public",
    "incapacity.Sender.former_public_key": "public",
    # Words of agents.
    "insured.FormerMatricule.reason": WORDS_OF_AGENTS,
    "insured.Declaration.set_aside_because": WORDS_OF_AGENTS,
    "insured.Paper.withdrawn_because": WORDS_OF_AGENTS,
    "insured.BankAccount.reason": WORDS_OF_AGENTS,
    "appointments.ReplanningStep.reason": "the same sentence to everybody whom a change touches",
    "reimbursements.Recalculation.reason": WORDS_OF_AGENTS,
    "sealing.DigestKey.context": "the name of a purpose",
}


def free_texts() -> set[str]:
    """Every unsealed column that could hold words: long texts, JSON, bytes, telling names."""
    found = set()
    for config in apps.get_app_configs():
        if not config.name.startswith(OURS):
            continue
        for model in config.get_models(include_auto_created=True):
            for field in model._meta.local_fields:
                if not isinstance(field, Sealed) and not field.choices and could_hold(field):
                    found.add(f"{model._meta.label}.{field.name}")
    return found


def could_hold(field: models.Field) -> bool:
    if isinstance(field, (models.TextField, models.JSONField, models.BinaryField)):
        return True
    is_word = isinstance(field, models.CharField) and not isinstance(field, models.SlugField)
    return is_word and any(word in field.name for word in SUSPICIOUS)


def explained(name: str) -> bool:
    return any(
        name == known or (known.endswith("*") and name.startswith(known[:-1]))
        for known in IN_THE_CLEAR
    )


def test_every_text_is_sealed_or_says_why_not():
    unsealed = {name for name in free_texts() if not explained(name)}
    hashes = {"audit.AuditLink.hash", "audit.AuditSeal.head", "audit.AuditCheck.head"}
    assert sorted(unsealed - hashes) == []


def test_every_explanation_is_needed():
    names = free_texts()
    assert [
        known
        for known in IN_THE_CLEAR
        if not any(name == known or name.startswith(known.rstrip("*")) for name in names)
    ] == []


def test_what_is_known_to_be_of_health_or_of_money_is_sealed():
    for name in (
        *("insured.BankAccount.iban", "insured.BankAccount.holder", "insured.Request.details"),
        *("reimbursements.Payment.iban", "reimbursements.PayeeDeclaration.iban"),
        *("reimbursements.PaymentBatch.content", "reimbursements.Statement.account_shown"),
        *("reimbursements.Objection.grounds", "reimbursements.Bill.note"),
        *("reimbursements.Line.label", "reimbursements.LineDecision.label"),
        *("incapacity.Diagnosis.code", "incapacity.Certificate.note"),
        *("incapacity.Certificate.as_sent", "incapacity.Certificate.board_opinion"),
        *("appointments.Appointment.question", "procedures.ProcedureEvent.reason"),
        *("procedures.Reply.text", "procedures.Answer.text", "inbox.Message.body"),
        *("inbox.Email.text_body", "inbox.Email.html_body", "inbox.Attachment.content"),
        *("contact.Question.text", "contact.Letter.text"),
        *("rights.RightsRequest.details", "rights.RightsRequest.applicant"),
    ):
        label, _, column = name.rpartition(".")
        assert isinstance(apps.get_model(label)._meta.get_field(column), Sealed), name


def test_an_account_number_has_no_other_column():
    """Its country and last four characters may stand in lists."""
    for config in apps.get_app_configs():
        for model in config.get_models():
            for field in model._meta.local_fields:
                if "iban" in field.name:
                    assert isinstance(field, Sealed), field
