"""All that an agent can do with a person's file, in the order of the page."""

from __future__ import annotations

from insured.admin import file_deeds
from insured.admin.file_deeds import FileDeed
from insured.admin.mandates import EndMandate
from insured.admin.papers import IssuePaper, WithdrawPaper

ALL: tuple[FileDeed, ...] = (*file_deeds.ALL, EndMandate(), IssuePaper(), WithdrawPaper())
