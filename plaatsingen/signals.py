"""What a placement tells the apps above it; sent inside the transaction."""

from django.dispatch import Signal

plaatsing_bevestigd = Signal()  # plaatsing, by, at
plaatsing_gestart = Signal()  # plaatsing, by, at
plaatsing_beeindigd = Signal()  # plaatsing, by, at
einddatum_gewijzigd = Signal()  # plaatsing, oud, nieuw, by (None: the system), at, reden
overeenkomst_verstuurd = Signal()  # overeenkomst, by, at
overeenkomst_getekend = Signal()  # overeenkomst, at: signed by all
overeenkomst_vervallen = Signal()  # overeenkomst, by, at, reden
plaatsing_onderbroken = Signal()  # plaatsing, van (first day of the pause), by (None: the system), at
plaatsing_hervat = Signal()  # plaatsing, tot (last day of the pause), by (None: the system), at
