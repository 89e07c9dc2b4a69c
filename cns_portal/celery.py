"""The worker and the beat."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cns_portal.settings.development")

app = Celery("cns_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
