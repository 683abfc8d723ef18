"""What a talk tells the apps above; sent inside the transaction."""

from django.dispatch import Signal

gesprek_vastgelegd = Signal()  # gesprek, by, at; also after a correction of the same talk
