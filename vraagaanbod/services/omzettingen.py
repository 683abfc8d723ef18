"""The agreed conversion that follows from measures, as the matcher reads it (R3.3)."""

from kern.models import Schooljaar
from vraagaanbod.enums import MaatregelSoort
from vraagaanbod.models import Maatregel, Omzetting
from vraagaanbod.rules_plan import AFGESPROKEN


def zet_gelijk(schooljaar_id: int, van_id: int, naar_id: int) -> Omzetting | None:
    """Make the conversion between two clusters what the agreed measures say, and return it (None: there is none).

    Its maximum is the sum of their places, its cost the heaviest of them. Measures whose places already stand in the
    figures need none: those places are offered in their new cluster. One that was made elsewhere is left alone.
    """
    # Two people who agree on the same pair at once come one after the other: there is one conversion per pair.
    Schooljaar.objects.select_for_update().get(pk=schooljaar_id)
    maatregelen = list(
        Maatregel.objects.filter(
            schooljaar_id=schooljaar_id,
            soort=MaatregelSoort.OMZETTING,
            van_cluster_id=van_id,
            naar_cluster_id=naar_id,
            status__in=AFGESPROKEN,
            verwerkt=False,
        )
    )
    bestaand = Omzetting.objects.select_for_update().filter(
        schooljaar_id=schooljaar_id, van_cluster_id=van_id, naar_cluster_id=naar_id
    )
    omzetting = bestaand.first()
    van_ons = omzetting is None or Maatregel.objects.filter(omzetting=omzetting).exists()
    if not van_ons:
        return omzetting
    if not maatregelen:
        bestaand.delete()
        return None
    kosten = max(maatregel.omzetkosten for maatregel in maatregelen)
    maximum = sum(maatregel.plaatsen_naar for maatregel in maatregelen)
    if omzetting is None:
        omzetting = Omzetting(schooljaar_id=schooljaar_id, van_cluster_id=van_id, naar_cluster_id=naar_id)
    omzetting.kosten, omzetting.maximum = kosten, maximum
    omzetting.save()
    eerste = maatregelen[0]
    Maatregel.objects.filter(omzetting=omzetting).exclude(pk=eerste.pk).update(omzetting=None)
    Maatregel.objects.filter(pk=eerste.pk).update(omzetting=omzetting)
    return omzetting
