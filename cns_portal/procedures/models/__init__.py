"""A case with its history, and what is written to and fro about it."""

from cns_portal.procedures.models.case import Procedure, ProcedureEvent
from cns_portal.procedures.models.thread import Answer, Enclosure, Reply

__all__ = ["Answer", "Enclosure", "Procedure", "ProcedureEvent", "Reply"]
