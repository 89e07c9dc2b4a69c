"""What the pages of my space say about messages, procedures and files."""

from cns_portal.home.presenters.cases import (
    ProcedureRow,
    WhatNext,
    attachment_links,
    phase_steps,
)
from cns_portal.home.presenters.conversation import Line, conversation, document_links

__all__ = [
    "Line",
    "ProcedureRow",
    "WhatNext",
    "attachment_links",
    "conversation",
    "document_links",
    "phase_steps",
]
