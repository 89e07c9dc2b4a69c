"""What does not fit in a certificate: one list, read by the person before sending and by agents."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Contradiction(TextChoices):
    """What looks wrong; braces name what the sentence speaks of."""

    ENDS_BEFORE_IT_BEGINS = (
        "ends_before_it_begins",
        _("The last day, {last}, lies before the first day, {first}."),
    )
    LONGER_THAN_A_YEAR = (
        "longer_than_a_year",
        _("From {first} to {last} are {count} days: more than a year."),
    )
    ISSUED_IN_FUTURE = (
        "issued_in_future",
        _("It is dated {issued_on}, later than the day on which it is sent."),
    )
    ISSUED_TOO_LATE = (
        "issued_too_late",
        _("It was issued on {issued_on}. A certificate is drawn up by the third day: {until}."),
    )
    ISSUED_LONG_BEFORE = (
        "issued_long_before",
        _("It was issued on {issued_on}, more than a year before its first day, {first}."),
    )
    SAME_FILE = "same_file", _("A file of it was sent before, with {reference}.")
    SAME_CERTIFICATE = (
        "same_certificate",
        _("The same days were sent before for the same reason: {reference}, {days}."),
    )
    OVERLAPS = "overlaps", _("Another certificate covers some of these days: {reference}, {days}.")
    LEAVES_GAP = (
        "leaves_gap",
        _("No certificate covers {gap}, between this one and {reference}, {days}."),
    )
    CONTINUES_ANOTHER = (
        "continues_another",
        _("It begins right after {reference} ended, {days}, but is not called a prolongation."),
    )
    PROLONGS_NOTHING = (
        "prolongs_nothing",
        _("It is called a prolongation, but not of which certificate."),
    )
    DOES_NOT_ADJOIN = (
        "does_not_adjoin",
        _(
            "It is called a prolongation of {reference}, {days}, but does not continue it: it "
            "begins on {first}."
        ),
    )
    FOLLOWS_A_LATER_ONE = (
        "follows_a_later_one",
        _(
            "It begins on {first}, before the earlier certificate to which it belongs: "
            "{reference}, {days}."
        ),
    )
    OTHER_MATRICULE = (
        "other_matricule",
        _("The matricule on the sheet is not the one of this file."),
    )
    NO_MATRICULE = "no_matricule", _("There is no matricule on the sheet.")
    CHILD_IS_THE_PARENT = (
        "child_is_the_parent",
        _("The matricule given for the child is the parent’s own."),
    )
    CHILD_UNKNOWN = (
        "child_unknown",
        _("The child is not on file as a child of this person."),
    )
    CHILD_NOT_BORN = (
        "child_not_born",
        _("The child was born on {born}, after the first day, {first}."),
    )
    CHILD_TOO_OLD = (
        "child_too_old",
        _("The child was {age} years old on {first}: too old for leave for family reasons."),
    )
    CHILD_NOT_IN_HOSPITAL = (
        "child_not_in_hospital",
        _(
            "The child was {age} years old on {first}: at this age there is leave only while the "
            "child is in hospital."
        ),
    )
    CHILD_DAYS_USED_UP = (
        "child_days_used_up",
        _("{left} days of leave are left for this child at this age, and {needed} are needed."),
    )
    BOTH_PARENTS = (
        "both_parents",
        _("The other parent has a certificate for the same child, {days}."),
    )
    EXPECTED_TOO_EARLY = (
        "expected_too_early",
        _(
            "It was issued on {issued_on}. A certificate of the expected date of birth is drawn "
            "up from {from_day} on; earlier ones are sent back."
        ),
    )
    EXPECTED_BEFORE_ISSUE = (
        "expected_before_issue",
        _("The expected date of birth, {expected_on}, lies before the certificate was issued."),
    )
    NOT_TRANSLATED = (
        "not_translated",
        _("The sheet is neither in French nor in German nor in English."),
    )
    LATE = "late", _("It had to be sent by {until}.")


DO_ABOUT = {
    Contradiction.ENDS_BEFORE_IT_BEGINS: _(
        "Compare both days with the sheet; day and month are easily exchanged."
    ),
    Contradiction.LONGER_THAN_A_YEAR: _(
        "Check the year of both days. If the sheet really says so, send it: an agent looks at it."
    ),
    Contradiction.ISSUED_IN_FUTURE: _(
        "Compare the date with the sheet. If the doctor wrote a later day, an agent looks at it."
    ),
    Contradiction.ISSUED_TOO_LATE: _(
        "Compare the days with the sheet. If they are right, send it all the same: an agent "
        "decides from which day on it counts. You can say in the note why you saw the doctor later."
    ),
    Contradiction.ISSUED_LONG_BEFORE: _("Check the year of both days."),
    Contradiction.SAME_FILE: _("A certificate is sent once. Take the file out if it is the same."),
    Contradiction.SAME_CERTIFICATE: _(
        "A certificate is sent once. Send this one only if it is another sheet, for example a "
        "corrected one, and say so in the note."
    ),
    Contradiction.OVERLAPS: _(
        "Compare the days with both sheets. If they are right, send it: a day that two "
        "certificates cover counts once."
    ),
    Contradiction.LEAVES_GAP: _(
        "If you were away from work on these days too, you need a certificate for them: ask the "
        "doctor. If you worked, or they were days off, nothing is missing."
    ),
    Contradiction.CONTINUES_ANOTHER: _(
        "If it prolongs the other one, call it a prolongation: that has another deadline."
    ),
    Contradiction.PROLONGS_NOTHING: _(
        "Choose the certificate that it prolongs. If that one was never sent here, leave it open: "
        "an agent looks for it."
    ),
    Contradiction.DOES_NOT_ADJOIN: _(
        "A prolongation begins on the day after the earlier certificate, at the latest. Check the "
        "first day, or call it a first certificate or a relapse."
    ),
    Contradiction.FOLLOWS_A_LATER_ONE: _(
        "A prolongation or a relapse belongs to a certificate that began before it. Choose another "
        "one, check the first day, or call this one a first certificate."
    ),
    Contradiction.OTHER_MATRICULE: _(
        "Compare the number with the sheet. A sheet of somebody else belongs in their own file. If "
        "the doctor wrote a wrong number, ask for a corrected sheet: you may add a missing number, "
        "but not change what the doctor wrote."
    ),
    Contradiction.NO_MATRICULE: _(
        "You may write it on the sheet yourself, as the only thing; then take the photo. Without "
        "it the CNS cannot tell whose certificate it is."
    ),
    Contradiction.CHILD_IS_THE_PARENT: _(
        "Enter the matricule of the child: it has to stand on the certificate beside yours."
    ),
    Contradiction.CHILD_UNKNOWN: _(
        "Compare the number with the child’s card. If it is right, send it: an agent checks."
    ),
    Contradiction.CHILD_NOT_BORN: _("Compare the first day and the child’s number with the sheet."),
    Contradiction.CHILD_TOO_OLD: _(
        "Tick the special supplementary allowance if it is paid for the child: then there is no "
        "limit of age. Otherwise it will most likely be refused."
    ),
    Contradiction.CHILD_NOT_IN_HOSPITAL: _(
        "Tick that the child is in hospital if it is. Otherwise it will most likely be refused."
    ),
    Contradiction.CHILD_DAYS_USED_UP: _(
        "Enter how many days of leave you really take. There can be more in severe cases: an "
        "agent decides."
    ),
    Contradiction.BOTH_PARENTS: _("Both parents may take leave, but not at the same time."),
    Contradiction.EXPECTED_TOO_EARLY: _(
        "Ask the doctor for a certificate drawn up in these weeks, unless a date is wrong here."
    ),
    Contradiction.EXPECTED_BEFORE_ISSUE: _("Compare both dates with the sheet."),
    Contradiction.NOT_TRANSLATED: _(
        "Add a sworn translation, and say of the file that it is one. Without it an agent will "
        "ask for it."
    ),
    Contradiction.LATE: _(
        "Send it all the same, and say why it is late: an agent decides what follows."
    ),
}
"""What the person can do about each."""
