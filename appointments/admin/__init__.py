"""The agents' window: their agenda, one page per appointment, and what staff decide about hours."""

from appointments.admin import agencies, agenda, devices, glances, opening, policy

__all__ = ["agencies", "agenda", "devices", "glances", "opening", "policy"]
