"""The words about electronic certificates: for the systems that send them, and for the person."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Answer(StrEnum):
    """Why a message was not accepted as a whole. Programs read the code, so it is never changed.

    Their meaning stands in docs/electronic-certificate.md, which a test compares with this list.
    """

    NOT_AUTHENTICATED = "not_authenticated"
    BAD_SIGNATURE = "bad_signature"
    NOT_A_MESSAGE = "not_a_message"
    INVALID = "invalid"
    SIGNED_TOO_LONG_AGO = "signed_too_long_ago"
    SIGNED_IN_THE_FUTURE = "signed_in_the_future"
    OTHER_CONTENT = "other_content"
    UNKNOWN_PERSON = "unknown_person"
    TOO_LARGE = "too_large"
    NO_LENGTH = "no_length"
    WRONG_CONTENT_TYPE = "wrong_content_type"
    ONLY_POST = "only_post"
    TOO_MANY = "too_many"


class Problem(StrEnum):
    """What is wrong with one field of a message. Read by programs, too."""

    MISSING = "missing"
    UNKNOWN_FIELD = "unknown_field"
    WRONG_TYPE = "wrong_type"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    NOT_PRINTABLE = "not_printable"
    NOT_ONE_OF_THE_WORDS = "not_one_of_the_words"
    NOT_A_UUID = "not_a_uuid"
    NOT_A_MOMENT = "not_a_moment"
    NOT_A_DAY = "not_a_day"
    NOT_A_MATRICULE = "not_a_matricule"
    NOT_A_CODE = "not_a_code"
    NOT_A_COUNTRY = "not_a_country"
    NOT_THIS_SENDER = "not_this_sender"
    NOT_FOR_THIS_PORTAL = "not_for_this_portal"
    BEFORE_THE_FIRST_DAY = "before_the_first_day"
    LONGER_THAN_A_YEAR = "longer_than_a_year"
    IN_THE_FUTURE = "in_the_future"
    TOO_FAR_AWAY = "too_far_away"
    NOT_FOR_THIS_CAUSE = "not_for_this_cause"
    NOT_FOR_A_FIRST_CERTIFICATE = "not_for_a_first_certificate"
    SAME_AS_THE_PERSON = "same_as_the_person"


class ElectronicRefusal(TextChoices):
    """Why the person cannot do something with an electronic certificate."""

    PASSED_ON_ALREADY = (
        "passed_on_already",
        _(
            "It has already been passed on to the CNS. As long as it is not decided, you can take "
            "it back there."
        ),
    )


class SenderRefusal(TextChoices):
    """Why a sender cannot be set up or changed."""

    NOT_A_CODE = (
        "not_a_code",
        _("A code has 1 to 40 letters without accents, digits, dashes and underscores."),
    )
    CODE_TAKEN = "code_taken", _("There is a sender with this code already.")
    NOT_A_KEY = (
        "not_a_key",
        _("This is not a public key of the kind Ed25519 in PEM: -----BEGIN PUBLIC KEY-----."),
    )
    PRIVATE_KEY = (
        "private_key",
        _(
            "This is a private key. It belongs to the sender alone: send the public one, and make "
            "a new pair, since this one has been shown."
        ),
    )
    KEY_TAKEN = "key_taken", _("Another sender signs with this key.")
    REVOKED = "revoked", _("This sender is revoked. Set it up again under another code.")
