"""The agents' view of certificates, and of who sends them electronically."""

from incapacity.admin import accepting, beside, certificates, glances, senders

__all__ = ["accepting", "beside", "certificates", "glances", "senders"]
