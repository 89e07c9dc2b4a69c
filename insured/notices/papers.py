"""Papers: what the person is told, and the paper itself as a PDF."""

from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from cns_portal import pdf
from cns_portal.inbox import AttachmentDraft
from cns_portal.kernel import civil_time, codes
from insured.choices import Cover, Fund, PaperKind, Relation
from insured.choices.abroad import Care
from insured.choices.countries import Country
from insured.models import Paper
from insured.notices.notice import Notice
from insured.parameters.papers import REPLACEMENT_BASIS
from insured.rules.coverage import Coverage

PAPER = "insured.paper"
"""Under this code the worker prints a paper."""

TEMPLATES = {
    PaperKind.AFFILIATION: "insured/print/affiliation.html",
    PaperKind.CO_INSURANCE: "insured/print/co_insurance.html",
    PaperKind.REPLACEMENT: "insured/print/replacement.html",
    PaperKind.S1: "insured/print/residence.html",
    PaperKind.BL1: "insured/print/residence.html",
    PaperKind.S2: "insured/print/s2.html",
}

# What a code in the facts is called on paper, in the language of the paper.
_WORDS = {
    "cover": Cover,
    "fund": Fund,
    "relation": Relation,
    "country": Country,
    "care": Care,
}
_DAYS = frozenset({"first", "last", "born", "since", "certified_first", "certified_last"})


def verify_address(code: str) -> str:
    """Where anybody can verify the paper with this code. Holds nothing else."""
    return f"{settings.SITE_URL}/verify/{code}/"


def print_paper(payload: dict[str, Any]) -> bytes:
    """The paper as a PDF/UA file.

    The payload only names the paper: what stands on it is sealed, and never changes.
    """
    paper = Paper.objects.get(public_id=payload["paper"])
    address = verify_address(paper.code)
    with translation.override(paper.language):
        return pdf.page_to_pdf(
            TEMPLATES[PaperKind(paper.kind)],
            {
                "paper": paper,
                "facts": in_words(paper.facts),
                "address": address,
                "grouped_code": codes.grouped(paper.code),
                "qr": pdf.qr.png_data_uri(address),
                "replacement_basis": REPLACEMENT_BASIS,
            },
            language=paper.language,
        )


def in_words(facts: Any, name: str = "") -> Any:
    """The same facts with days as dates and codes as words, in the language of the moment."""
    if isinstance(facts, dict):
        return {key: in_words(value, key) for key, value in facts.items()}
    if isinstance(facts, list):
        return [in_words(value, name) for value in facts]
    if facts and name in _DAYS:
        return date.fromisoformat(facts)
    if facts and name in _WORDS:
        return _WORDS[name](facts).label
    return facts


def day(value: date) -> str:
    """A day in the language of the moment."""
    return date_format(value, "DATE_FORMAT")


def why(coverage: Coverage) -> str:
    """Why somebody is covered or not, in the language of the moment."""
    dates = {
        name: day(value)
        for name in ("since", "ended", "until", "begins", "illness_until")
        if (value := getattr(coverage, name))
    }
    return str(coverage.why.label).format(**dates)


def attachment(paper: Paper) -> AttachmentDraft:
    """The file that the worker makes for the message."""
    return AttachmentDraft(
        filename=f"{paper.kind.replace('_', '-')}-{paper.code[:4].lower()}.pdf",
        content_type="application/pdf",
        maker=PAPER,
        payload={"paper": str(paper.public_id)},
    )


def issued(paper: Paper) -> Notice:
    """That the paper is there, and how others verify it."""
    lines = [
        _("{kind} is attached as a PDF. You also find it under your papers:").format(
            kind=PaperKind(paper.kind).label
        ),
        f"{settings.SITE_URL}/{get_language()[:2]}/espace/family/papers/",
        _(
            "Whoever you give it to can verify that it is genuine: with the QR code on it, or "
            "with its code on the public page. That page shows the kind of paper, your initials "
            "and the dates, and nothing else."
        ),
    ]
    if paper.kind in NEXT_STEPS:
        lines.insert(2, str(NEXT_STEPS[PaperKind(paper.kind)]))
    return Notice(title=_("A paper for you is ready"), text="\n\n".join(lines))


def withdrawn(paper: Paper, *, reason: str) -> Notice:
    """That the paper no longer counts, and why."""
    return Notice(
        title=_("A paper of yours was withdrawn"),
        text=_(
            "{kind}, issued on {day}, no longer counts. Whoever verifies it sees that it was "
            "withdrawn. The reason:\n\n{reason}\n\n"
            "If you think that this is wrong, please call (+352) 27 57 1."
        ).format(
            kind=PaperKind(paper.kind).label,
            day=day(civil_time.day_of(paper.issued_at)),
            reason=reason,
        ),
    )


NEXT_STEPS = {
    PaperKind.S1: gettext_lazy(
        "Hand the form to the health insurance fund of your country of residence without delay. "
        "It registers you, decides about your family by its own law, and answers with form S071."
    ),
    PaperKind.BL1: gettext_lazy(
        "Hand the form to your mutual insurance company in Belgium without delay. It registers "
        "you, decides about your family by Belgian law, and answers with form BL6."
    ),
    PaperKind.S2: gettext_lazy(
        "Show the form to the hospital before the care begins. It is good for the establishment "
        "and the dates on it only."
    ),
    PaperKind.REPLACEMENT: gettext_lazy(
        "It replaces your European Health Insurance Card until the day printed on it, together "
        "with an identity document."
    ),
}
"""What to do with a form, besides keeping it."""
