"""The agreement and its amendments: which version, who signed for whom, how and when (R5.2)."""

from typing import Any

from evaluaties.services.boekdelen.bundel import Bundel, PerStage, kort, per_stage
from plaatsingen.enums import OvereenkomstStatus
from plaatsingen.models import Overeenkomst

ZICHTBAAR = (OvereenkomstStatus.ONDERTEKENING, OvereenkomstStatus.GETEKEND)


def lees(bundel: Bundel) -> PerStage:
    """Return the agreements that were sent; a concept and a withdrawn version stay out."""
    rijen = Overeenkomst.objects.filter(plaatsing__in=bundel.ids, status__in=ZICHTBAAR).prefetch_related("partijen")
    rijen = rijen.defer("gegevens", "tekst").order_by("volgnummer", "versie", "pk")
    return {pk: [_overeenkomst(rij) for rij in groep] for pk, groep in per_stage(rijen).items()}


def _overeenkomst(rij: Overeenkomst) -> dict[str, Any]:
    return {
        "naam": rij.naam,
        "versie": rij.versie,
        "stand": rij.get_status_display(),
        "verstuurd": rij.verstuurd_op,
        "getekend": rij.getekend_op,
        "ingang": rij.ingangsdatum,
        "wijzigingen": [_wijziging(wijziging) for wijziging in rij.wijzigingen],
        "kenmerk": rij.tekst_hash,
        "bestand": kort(rij.zegel_hash or rij.pdf_hash),
        "verzegeld": bool(rij.verzegeld_op),
        "partijen": [
            {
                "rol": partij.get_rol_display(),
                # The parents of a minor are the school's business: that they signed is enough (R5.2).
                "door": "" if partij.rol == "ouder" else partij.getekend_door,
                "namens": partij.namens,
                "wijze": partij.get_wijze_display() if partij.wijze else "",
                "op": partij.getekend_op,
            }
            for partij in rij.partijen.all()
        ],
    }


def _wijziging(rij: dict[str, Any]) -> dict[str, str]:
    return {naam: str(rij.get(naam, "")) for naam in ("wat", "van", "naar")}
