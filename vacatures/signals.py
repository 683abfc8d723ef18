"""What vacatures tell the apps above them; sent inside the transaction. A receiver that raises DomainError says no."""

from django.dispatch import Signal

# sollicitatie (locked), begindatum, einddatum, dagen ("ma di"), by (None: by a mailed link), by_naam, at
sollicitatie_geaccepteerd = Signal()
# sollicitatie, at: asked before it is sent, so that a student who has a stage then isn't sent round
sollicitatie_wordt_verstuurd = Signal()
# at: the clock of applications ran; who knows of stages ends what a stage made pointless
sollicitaties_worden_gevolgd = Signal()
# eigen_plek (its stageplaats is set), by, at
eigen_plek_goedgekeurd = Signal()
# vacature, by, at: shown to students (again)
vacature_gepubliceerd = Signal()
# vacature, reden (Dutch), by, at: withdrawn or hidden; nobody can apply any more
vacature_gesloten = Signal()
# plaats, by, at: withdrawn; nobody is placed there any more
stageplaats_ingetrokken = Signal()
# gezin (its organisatie and stageplaats are set), by, at
stagegezin_goedgekeurd = Signal()
# gezin, by, at: no student can be placed there any more
stagegezin_gestopt = Signal()
