"""The agents' window on what people write about their cases, of whatever room."""

from cns_portal.procedures.admin import queue

__all__ = ["queue"]
