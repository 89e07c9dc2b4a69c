"""The one exception that carries a sentence for a person."""

from typing import Any


class Refused(Exception):
    """A rule said no.

    `reason` is a member of a room's `Refusal` choices: its label is the sentence the person reads.
    `details` fills the named placeholders of that sentence.
    """

    def __init__(self, reason: Any, /, **details: Any) -> None:
        super().__init__(str(getattr(reason, "value", reason)))
        self.reason = reason
        self.details = details

    @property
    def sentence(self) -> str:
        """What happened, for the person, in the language of the moment."""
        label = str(getattr(self.reason, "label", self.reason))
        return label.format(**self.details) if self.details else label
