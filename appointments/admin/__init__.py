"""The agents' window: their agenda, one page per appointment, and what staff decide about hours."""

from appointments.admin import agencies, agenda, glances, opening, policy

__all__ = ["agencies", "agenda", "glances", "opening", "policy"]
