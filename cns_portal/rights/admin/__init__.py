"""The data protection officer's view of requests."""

from cns_portal.rights.admin import glances, requests

__all__ = ["glances", "requests"]
