"""The project package: settings, addresses, Celery, home page, demo region."""

from stagebureau.celery import app as celery_app

__all__ = ["celery_app"]
