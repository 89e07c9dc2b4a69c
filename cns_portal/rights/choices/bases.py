"""The legal bases of an answer: the articles of the GDPR on which an officer can rest it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AnswerBasis(TextChoices):
    """Why a request is granted, or is not: what the article says, in plain words."""

    ACCESS = "art_15", _("Article 15: you have a right of access to your data.")
    RECTIFICATION = "art_16", _("Article 16: you have a right to have wrong data corrected.")
    ERASURE = "art_17_1", _("Article 17(1): the data are no longer needed, or must be erased.")
    RESTRICTION = "art_18_1", _("Article 18(1): a ground for restricting the processing is given.")
    OBJECTION = (
        "art_21_1",
        _("Article 21(1): no compelling reason for the processing outweighs your situation."),
    )
    LEGAL_DUTY = (
        "art_17_3_b",
        _(
            "Article 17(3)(b): the law obliges the CNS to keep the data, or it needs them for its "
            "task in the public interest."
        ),
    )
    LEGAL_CLAIMS = (
        "art_17_3_e",
        _("Article 17(3)(e): the data are needed to establish, exercise or defend legal claims."),
    )
    NO_GROUND = (
        "art_18_none",
        _("Article 18(1): none of the grounds for restricting the processing is given."),
    )
    NO_OBJECTION = (
        "art_21_none",
        _(
            "Article 21(1): the processing rests on a legal duty, to which one cannot object, or "
            "on compelling reasons."
        ),
    )
    CORRECT_ALREADY = (
        "art_16_none",
        _("Article 16: what was found shows that the data are correct as they are."),
    )
    OTHERS_RIGHTS = (
        "art_15_4",
        _("Article 15(4): a copy must not harm the rights and freedoms of other people."),
    )
    NOT_IDENTIFIED = (
        "art_12_6",
        _("Articles 11(2) and 12(6): it could not be established who sent the request."),
    )
    EXCESSIVE = (
        "art_12_5",
        _("Article 12(5): the request is manifestly unfounded, or excessive by repetition."),
    )
    INFORMATION = (
        "art_12_1",
        _("Articles 12 and 15: information about the processing of your data."),
    )
