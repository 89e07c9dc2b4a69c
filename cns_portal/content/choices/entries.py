"""Kinds of entries, the states of their texts, and why something is refused."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

SOURCE = "en"
"""The language the others are translated from, and which readers get where theirs is missing."""


class Kind(TextChoices):
    SITUATION = "situation", _("Situation")
    PROCEDURE = "procedure", _("Procedure")
    NEWS = "news", _("News")
    QUESTION = "question", _("Question and answer")
    BODY = "body", _("Body")


class Grid(TextChoices):
    """On which half of the front page a situation has its card."""

    LIFE_EVENT = "life_event", _("What is happening in my life")
    NEED = "need", _("What I need")


class State(TextChoices):
    DRAFT = "draft", _("Draft")
    SCHEDULED = "scheduled", _("To be published on a later day")
    PUBLISHED = "published", _("Published")
    REPLACED = "replaced", _("Replaced")


class Translation(TextChoices):
    """How the text of a language stands beside the English one."""

    MISSING = "missing", _("Missing")
    DRAFT = "draft", _("Draft, not yet published")
    UP_TO_DATE = "up_to_date", _("Up to date")
    BEHIND = "behind", _("The English text is newer")


class Refusal(TextChoices):
    CHANGED_MEANWHILE = (
        "changed_meanwhile",
        _("Somebody else has changed this meanwhile. Nothing of yours is lost: compare the two."),
    )
    NO_DRAFT = "no_draft", _("There is no draft to publish.")
    NO_TITLE = "no_title", _("A text needs a title before it is published.")
    NO_SUMMARY = "no_summary", _("A text needs a summary before it is published.")
    NO_BODY = "no_body", _("A text needs something to read before it is published.")
    SOURCE_FIRST = (
        "source_first",
        _("Publish the English text first: readers get it where a translation is missing."),
    )
    NOTHING_NEW = "nothing_new", _("The draft says the same as what is published.")
    SLUG_TAKEN = "slug_taken", _("Another page of this kind has this address already.")
    NOT_AN_ADDRESS = (
        "not_an_address",
        _("An address has small letters, digits and hyphens: my-page-2."),
    )
    GRID_FOR_SITUATIONS = (
        "grid_for_situations",
        _("Situations have a place in one of the two grids; nothing else has."),
    )
    ENDS_BEFORE_IT_BEGINS = (
        "ends_before_it_begins",
        _("The page is taken off before it is published."),
    )
    UNKNOWN_ACTION = "unknown_action", _("No page of the portal has declared this action.")
    NOT_A_BODY = "not_a_body", _("Only bodies can be named as contacts.")
    SOURCE_STAYS = (
        "source_stays",
        _("The English text is what all others rest on: take the whole page off instead."),
    )
    NOT_PUBLISHED = "not_published", _("This text is not published.")
    SCHEDULED_ALREADY = (
        "scheduled_already",
        _("A new version is waiting for its day already: withdraw it or change its day first."),
    )
    ENDS_BEFORE_THAT_DAY = (
        "ends_before_that_day",
        _("The page is taken off by then: nobody would read the new version."),
    )
    DRAFT_IN_THE_WAY = (
        "draft_in_the_way",
        _("There is a newer draft: publish it or throw it away before you withdraw this version."),
    )
