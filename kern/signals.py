"""What the common tables tell the apps above."""

from django.dispatch import Signal

# Recognitions were changed or taken away; `organisaties` (set of ids), `at`. In the transaction of the change.
erkenningen_gewijzigd = Signal()
