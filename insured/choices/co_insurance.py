"""The words of adding somebody to one's insurance: why not, what would help, what is still open."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Obstacle(TextChoices):
    """Why somebody cannot be co-insured. Read by the main insured person, about the other."""

    NOT_INSURED = (
        "not_insured",
        _(
            "You are not insured in your own right at the moment. "
            "Others are insured through you only while you are."
        ),
    )
    YOU_LIVE_ABROAD = (
        "you_live_abroad",
        _("You live outside Luxembourg: the fund of your country decides about your family there."),
    )
    YOURSELF = "yourself", _("This is you.")
    ALREADY_WITH_YOU = "already_with_you", _("This person is already co-insured through you.")
    ALREADY_WITH_ANOTHER = (
        "already_with_another",
        _("This person is already co-insured through somebody else."),
    )
    REQUEST_WAITING = (
        "request_waiting",
        _("You have already sent a request for this person. It is being checked."),
    )
    INSURED_HERE = (
        "insured_here",
        _("This person is insured in Luxembourg in their own right."),
    )
    INSURED_ABROAD = "insured_abroad", _("This person has health insurance in another country.")
    LIVES_ABROAD = (
        "lives_abroad",
        _("This person does not live in Luxembourg, and is not away to study or train."),
    )
    UNION_IS_OVER = "union_is_over", _("You are not married to, or partners with, this person now.")
    ANOTHER_SPOUSE = (
        "another_spouse",
        _("A spouse or partner is already co-insured through you, and there can be only one."),
    )
    NOT_A_CLOSE_RELATIVE = (
        "not_a_close_relative",
        _("This person is not a relative or in-law up to the third degree."),
    )
    KEEPS_NO_HOUSEHOLD = (
        "keeps_no_household",
        _("This person does not keep your household."),
    )
    YOU_HAVE_A_SPOUSE = (
        "you_have_a_spouse",
        _("A relative can be insured through you only when you have no spouse or partner."),
    )
    NOT_TAKEN_IN = (
        "not_taken_in",
        _(
            "The child has not been taken into your household for good, "
            "or is not brought up by you."
        ),
    )
    TOO_MUCH_INCOME = (
        "too_much_income",
        _(
            "No tax relief is granted for the child, "
            "and the child has more than the social inclusion income (REVIS) for one person."
        ),
    )
    THIRTY_OR_OLDER = (
        "thirty_or_older",
        _(
            "The child is 30 or older, does not study, "
            "and has more than the social inclusion income (REVIS) for one person."
        ),
    )


class Question(TextChoices):
    """What decides and the portal cannot know: it is asked."""

    BIRTH_DATE = "birth_date", _("When was the person born?")
    INSURED_HERE = "insured_here", _("Is the person insured in Luxembourg in their own right?")
    INSURED_ABROAD = "insured_abroad", _("Does the person have insurance in another country?")
    LIVES_HERE = "lives_here", _("Does the person live in Luxembourg?")
    STUDIES_AWAY = "studies_away", _("Is the person away to study or train?")
    UNION_LASTS = "union_lasts", _("Are you married or registered partners now?")
    CLOSE_RELATIVE = "close_relative", _("Is the person a relative up to the third degree?")
    KEEPS_HOUSEHOLD = "keeps_household", _("Does the person keep your household?")
    YOU_HAVE_A_SPOUSE = "you_have_a_spouse", _("Do you have a spouse or partner?")
    TAKEN_IN = "taken_in", _("Has the child been taken in for good?")
    TAX_RELIEF = "tax_relief", _("Do you receive tax relief for the child?")
    LOW_RESOURCES = "low_resources", _("Does the child have less than the REVIS for one person?")
    STUDIES = "studies", _("Does the child study or train?")


REMEDIES = {
    Obstacle.NOT_INSURED: _(
        "You can ask again as soon as your own insurance has begun. Look at “My insurance” first: "
        "if something is missing there, contact the CNS."
    ),
    Obstacle.YOU_LIVE_ABROAD: _(
        "Ask for form S1 (BL1 in Belgium) and hand it to the fund of your country."
    ),
    Obstacle.YOURSELF: _("Give the details of the person you want to add."),
    Obstacle.ALREADY_WITH_YOU: _("Nothing has to be done."),
    Obstacle.ALREADY_WITH_ANOTHER: _(
        "When that co-insurance is over, you can ask. Who has several parents insured here is "
        "co-insured through one of them only."
    ),
    Obstacle.REQUEST_WAITING: _("You find it under “My procedures”."),
    Obstacle.INSURED_HERE: _(
        "You can ask when this insurance has ended, with the notice of exit from the Centre commun."
    ),
    Obstacle.INSURED_ABROAD: _(
        "You can ask when this insurance has ended, with form S041 or a certificate of the fund."
    ),
    Obstacle.LIVES_ABROAD: _(
        "You can ask when the person has moved here. "
        "For serious reasons the CNS may make an exception: explain them in the request."
    ),
    Obstacle.UNION_IS_OVER: _("You can ask after the marriage or the registration."),
    Obstacle.ANOTHER_SPOUSE: _(
        "Report first that the marriage or partnership with the other person has ended."
    ),
    Obstacle.NOT_A_CLOSE_RELATIVE: _(
        "The person may have the right to voluntary insurance of their own."
    ),
    Obstacle.KEEPS_NO_HOUSEHOLD: _(
        "The person may have the right to voluntary insurance of their own."
    ),
    Obstacle.YOU_HAVE_A_SPOUSE: _(
        "The person may have the right to voluntary insurance of their own."
    ),
    Obstacle.NOT_TAKEN_IN: _("A parent of the child can ask."),
    Obstacle.TOO_MUCH_INCOME: _(
        "You can ask again when tax relief is granted or the income has fallen. "
        "Otherwise the child may have the right to voluntary insurance."
    ),
    Obstacle.THIRTY_OR_OLDER: _(
        "The person may have the right to voluntary insurance. "
        "For serious reasons the CNS may make an exception: explain them in the request."
    ),
}
"""What would help, for each obstacle."""

_ARTICLE_7 = _("Social Security Code, article 7")
_EXTENT = _("Social Security Code, article 7: insurance extends from the main insured person")
_OWN_INSURANCE = _("Social Security Code, article 7: not insured personally")
_RESIDENCE = _("Social Security Code, article 7: residence in Luxembourg")
_SPOUSES = _("Social Security Code, article 7, no. 1")
_RELATIVES = _("Social Security Code, article 7, no. 2")
_FOSTERED = _("Social Security Code, article 7, no. 4")
_UNDER_THIRTY = _("Social Security Code, article 7, no. 5; law of 28 July 2018, article 5")

LEGAL_BASES = {
    Obstacle.NOT_INSURED: _EXTENT,
    Obstacle.YOU_LIVE_ABROAD: _("Regulation (EC) No 883/2004, article 1(i)"),
    Obstacle.YOURSELF: _ARTICLE_7,
    Obstacle.ALREADY_WITH_YOU: _ARTICLE_7,
    Obstacle.ALREADY_WITH_ANOTHER: _ARTICLE_7,
    Obstacle.REQUEST_WAITING: _ARTICLE_7,
    Obstacle.INSURED_HERE: _OWN_INSURANCE,
    Obstacle.INSURED_ABROAD: _OWN_INSURANCE,
    Obstacle.LIVES_ABROAD: _RESIDENCE,
    Obstacle.UNION_IS_OVER: _SPOUSES,
    Obstacle.ANOTHER_SPOUSE: _SPOUSES,
    Obstacle.NOT_A_CLOSE_RELATIVE: _RELATIVES,
    Obstacle.KEEPS_NO_HOUSEHOLD: _RELATIVES,
    Obstacle.YOU_HAVE_A_SPOUSE: _RELATIVES,
    Obstacle.NOT_TAKEN_IN: _FOSTERED,
    Obstacle.TOO_MUCH_INCOME: _UNDER_THIRTY,
    Obstacle.THIRTY_OR_OLDER: _UNDER_THIRTY,
}
"""The text that each obstacle comes from."""


class PreviousCover(TextChoices):
    """Where somebody was insured before: it decides which document is asked for."""

    NONE = "none", _("Nowhere, for example a newborn child")
    LUXEMBOURG = "luxembourg", _("In Luxembourg, in their own right")
    LUXEMBOURG_CO_INSURED = "luxembourg_co_insured", _("In Luxembourg, through somebody else")
    ABROAD = "abroad", _("In another country, in their own right")
    ABROAD_CO_INSURED = "abroad_co_insured", _("In another country, through somebody else")
    NO_CERTIFICATE = (
        "no_certificate",
        _("Outside Europe, or where no certificate can be had"),
    )


class TieRefusal(TextChoices):
    """Why a co-insurance cannot be registered, ended or prolonged."""

    MEMBER_TAKEN = (
        "member_taken",
        _("This person is already co-insured on some of these days. End that co-insurance first."),
    )
    ANOTHER_SPOUSE = (
        "another_spouse",
        _("A spouse or partner is already co-insured through this person on some of these days."),
    )
    THEMSELVES = "themselves", _("Nobody is co-insured through themselves.")
    IS_OVER = "is_over", _("This co-insurance has already ended.")
    ENDS_BEFORE_IT_BEGAN = (
        "ends_before_it_began",
        _("The last day comes before the first day of the co-insurance."),
    )
    IN_THE_FUTURE = "in_the_future", _("Give a day that is not in the future.")
    NO_MATRICULE = (
        "no_matricule",
        _("Enter the matricule of the person: without one no file can be opened."),
    )
    ANOTHER_NAME = (
        "another_name",
        _(
            "The file with this matricule carries another name or date of birth. "
            "Compare both before you decide."
        ),
    )
    NO_UNTIL = (
        "no_until",
        _("Enter until when the person may remain co-insured: from 30 on it needs an end."),
    )
    UNTIL_IS_TOO_EARLY = (
        "until_is_too_early",
        _("The last day lies before the 30th birthday: there is nothing to authorise."),
    )
    NOT_A_CHILD = "not_a_child", _("Only the co-insurance of a child has an age limit.")
    TOO_SOON = (
        "too_soon",
        _("You can ask from a few months before the 30th birthday on. We write to you then."),
    )
    NEITHER_STUDIES_NOR_LOW_RESOURCES = (
        "neither_studies_nor_low_resources",
        _(
            "From 30 on a child remains co-insured only while studying, or with less than the "
            "social inclusion income (REVIS) for one person."
        ),
    )
    WRONG_REASON = "wrong_reason", _("This reason does not fit the co-insurance.")
