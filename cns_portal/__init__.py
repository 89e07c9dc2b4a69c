"""A web portal for the insured of the CNS: the house, from its foundations to its roof."""

from cns_portal.celery import app as celery_app

__all__ = ["celery_app"]
