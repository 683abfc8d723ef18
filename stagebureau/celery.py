"""The Celery app. The broker is a doorbell: what must happen stands in the database, a sweep finds what was missed."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stagebureau.settings")

app = Celery("stagebureau")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
