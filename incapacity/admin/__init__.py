"""The agents' view of certificates, and of who sends them electronically."""

from incapacity.admin import accepting, certificates, glances, senders

__all__ = ["accepting", "certificates", "glances", "senders"]
