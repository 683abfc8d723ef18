"""Abstract bases."""

import uuid

from django.db import models


class PublicIdModel(models.Model):
    """A row that has an address: its id in the address can't be guessed or counted."""

    public_id = models.UUIDField("kenmerk", default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True
