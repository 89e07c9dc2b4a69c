"""How a copy of somebody's data says what stands in the tables of the rights and of the floors
below: the account, the trail, files, messages, procedures."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.template.defaultfilters import filesizeformat
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cns_portal.accounts.models import Account
from cns_portal.audit import words as trail
from cns_portal.documents.choices import Rejection
from cns_portal.privacy import holdings
from cns_portal.privacy import words as all_words
from cns_portal.privacy.models import ErasureOrder, ErasureStep
from cns_portal.privacy.saying import Words, card, day, each, in_words, moment, of, one_of
from cns_portal.procedures import kinds
from cns_portal.procedures.choices import HAPPENINGS
from cns_portal.rights.choices.bases import AnswerBasis
from cns_portal.rights.choices.correcting import CorrectionField
from cns_portal.rights.choices.deeds import DEEDS
from cns_portal.rights.choices.requests import RightsKind
from cns_portal.rights.choices.restriction import RestrictionGround
from cns_portal.rights.models import Export, RightsRequest

FILES = {
    "reply": _("File with a message to the CNS"),
    "answer": _("File with a message from the CNS"),
    "rights_identity": _("Copy of an identity document"),
    "rights_evidence": _("Evidence for a request about personal data"),
}
_TYPES = {
    "application/pdf": _("PDF file"),
    "image/jpeg": _("JPEG picture"),
    "image/png": _("PNG picture"),
    "text/calendar": _("Calendar file"),
}
_FACTORS = {
    "totp": _("Codes of an app"),
    "recovery_codes": _("Codes for an emergency"),
    "webauthn": _("Security key"),
}


def _type(value: str) -> str:
    return str(_TYPES.get(value.partition(";")[0], _("Another kind of file")))


def _deed(code: str) -> str:
    """What was done, as the history of the case says it, or as the trail does."""
    if code in DEEDS:
        return str(DEEDS[code])
    for kind in kinds.all_kinds():
        if code in kind.happenings:
            return str(kind.happenings[code])
    return str(HAPPENINGS.get(code, ""))


def _subject(label: str) -> str:
    """What a record of the trail is about."""
    try:
        return capfirst(str(apps.get_model(label)._meta.verbose_name))
    except (LookupError, ValueError):
        return ""


def _state(row: Any, code: str) -> str:
    """A room's own state; empty where the room has no word for it: the phase says enough."""
    case = getattr(row, "procedure", row)
    return str(kinds.kind(case.kind).states.get(code, ""))


def _holding(code: str) -> str:
    return next((str(one.label) for one in holdings() if one.code == code), "")


def _holdings(codes: str) -> str:
    return "\n".join(filter(None, (_holding(code.strip()) for code in codes.split(","))))


def _at(name: str):
    """A title: what it is, and the moment in a column."""
    return lambda row: f"{capfirst(str(row._meta.verbose_name))} · {in_words(getattr(row, name))}"


def _file(row: Any) -> str:
    kind = all_words.for_file(row.purpose) or gettext("File")
    return f"{kind} · {in_words(row.stored_at)}"


_POSTING = (
    *("attempts", "refusals", "not_before", "last_error", "check_code", "check_payload"),
    "idempotency_key",
)
_APPLICANT = card(
    first_name=(_("First name"), in_words),
    last_name=(_("Last name"), in_words),
    matricule=(_("Matricule"), in_words),
    birth_date=(_("Date of birth"), day),
)
_ASKED = card(
    field=(_("What is wrong"), one_of(CorrectionField)),
    present=(_("What stands there now"), in_words),
    proposed=(_("What should stand there"), in_words),
    ground=(_("Why"), one_of(RestrictionGround)),
    data=(_("Which data"), in_words),
    processing=(_("Which processing"), in_words),
    at=(_("When"), moment),
    who=(_("Who, as shown to you"), in_words),
    why=(_("For what"), in_words),
    text=(_("In your own words"), in_words),
)
_ANSWER = card(
    said=(_("Answer"), in_words),
    bases=(_("Legal basis"), each(one_of(AnswerBasis))),
    written=(_("Written into the file"), in_words),
    lifted=(_("Why the data are not blocked any more"), in_words),
)

WORDS = {
    Account: Words(
        labels={
            "username": _("name of the account"),
            "password": _("password"),
            "email": _("e-mail address"),
            "date_joined": _("account since"),
        },
        technical=("is_superuser", "is_staff", "is_active"),
    ),
    Account.groups.through: Words(table=_("Roles of agents"), labels={"group": _("role")}),
    Account.user_permissions.through: Words(
        table=_("Rights of agents"), labels={"permission": _("right")}
    ),
    Group: Words(title=lambda row: row.name),
    Permission: Words(title=lambda row: gettext(row.name)),
    SocialApp: Words(title=lambda row: row.name),
    SocialAccount: Words(
        table=_("Electronic identities"),
        title=lambda row: gettext("Electronic identity"),
        labels={
            "user": _("account"),
            "uid": _("identifier of the electronic identity"),
            "last_login": _("last signed in"),
            "date_joined": _("first signed in"),
        },
        technical=("provider", "extra_data"),
    ),
    SocialToken: Words(
        table=_("Keys of electronic identities"),
        labels={"account": _("Electronic identity"), "token": _("key"), "token_secret": _("key")},
        technical=("app", "expires_at"),
    ),
    Authenticator: Words(
        table=_("Second factors"),
        columns={"type": of(lambda code: str(_FACTORS.get(code, "")))},
        labels={
            "type": _("kind"),
            "created_at": _("created"),
            "last_used_at": _("last signed in"),
            "user": _("account"),
        },
    ),
    EmailAddress: Words(
        table=_("E-mail addresses"),
        title=lambda row: row.email,
        labels={
            "user": _("account"),
            "email": _("e-mail address"),
            "verified": _("confirmed by a link"),
        },
        technical=("primary",),
    ),
    EmailConfirmation: Words(
        table=_("Links to confirm an e-mail address"),
        labels={"email_address": _("e-mail address"), "key": _("key"), "created": _("created")},
    ),
    "audit.AuditEntry": Words(
        columns={
            "action": of(_deed),
            "subject_type": of(_subject),
            "purpose": of(trail.purpose),
        },
        labels={"action": _("what was done"), "subject_type": _("what it was about")},
        technical=("subject_id", "details"),
    ),
    "documents.Document": Words(
        title=_file,
        columns={
            "purpose": of(lambda code: all_words.for_file(code)),
            "content_type": of(_type),
            "size": of(filesizeformat),
            "rejection": of(one_of(Rejection)),
        },
        labels={"purpose": _("what it is")},
        technical=("sha256", "has_small_picture", "scanned_with", "attempts", "claimed_at"),
    ),
    "inbox.Message": Words(title=lambda row: row.title, technical=_POSTING),
    "inbox.Email": Words(
        title=lambda row: row.subject, technical=(*_POSTING, "html_body", "message_id")
    ),
    "inbox.Attachment": Words(columns={"content_type": of(_type)}, technical=("maker", "payload")),
    ErasureOrder: Words(title=_at("ordered_at"), columns={"stopped_by": of(_holdings)}),
    ErasureStep: Words(columns={"holding": of(_holding)}),
    "procedures.Procedure": Words(
        title=lambda row: row.reference,
        columns={
            "kind": lambda row, code: str(kinds.kind(code).label),
            "current_state": _state,
        },
    ),
    "procedures.ProcedureEvent": Words(
        columns={"state": _state, "what": lambda row, code: row.label}
    ),
    "procedures.Reply": Words(title=_at("written_at")),
    "procedures.Answer": Words(title=_at("written_at")),
    "procedures.Enclosure": Words(
        labels={"reply": _("reply of a person"), "answer": _("answer of an agent")}
    ),
    Export: Words(
        title=_at("asked_at"),
        columns={"size": of(filesizeformat)},
        technical=("attempts", "claimed_at", "done", "total", "pieces"),
    ),
    RightsRequest: Words(
        title=lambda row: f"{RightsKind(row.kind).label} · {in_words(row.sent_at)}",
        columns={
            "applicant": of(_APPLICANT),
            "details": of(_ASKED),
            "decision": of(_ANSWER),
        },
    ),
}
