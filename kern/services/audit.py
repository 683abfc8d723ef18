"""The audit log: append-only, each line chained to the one before by a hash."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from kern.models import AuditKeten, AuditRegel, User

SYSTEEM = "systeem"


def _kenmerk(obj: models.Model | None) -> tuple[str, str]:
    if obj is None:
        return "", ""
    return obj._meta.label, str(getattr(obj, "public_id", None) or obj.pk)


def _door(by: User | None) -> str:
    if by is None:
        return SYSTEEM
    rollen = ", ".join(sorted(by.rollen)) or "geen rol"
    return f"{rollen} ({by.public_id})"


def _als_json(data: dict[str, Any] | None) -> dict[str, Any] | None:
    return None if data is None else json.loads(json.dumps(data, cls=DjangoJSONEncoder))


def bereken_hash(vorige_hash: str, inhoud: dict[str, Any]) -> str:
    """Return the SHA-256 (hex) of the previous hash and the canonical JSON of a line."""
    tekst = json.dumps(inhoud, sort_keys=True, ensure_ascii=False, separators=(",", ":"), cls=DjangoJSONEncoder)
    return hashlib.sha256((vorige_hash + tekst).encode()).hexdigest()


def regel_inhoud(regel: AuditRegel) -> dict[str, Any]:
    """Return what the hash of a line covers."""
    return {
        "volgnummer": regel.volgnummer,
        "at": regel.at.timestamp(),
        "by": regel.by_id,
        "door": regel.door,
        "actie": regel.actie,
        "object": [regel.object_soort, regel.object_id],
        "reden": regel.reden,
        "voor": regel.voor,
        "na": regel.na,
    }


def leg_vast(
    *,
    actie: str,
    obj: models.Model | None,
    by: User | None,
    at: datetime,
    reden: str = "",
    voor: dict | None = None,
    na: dict | None = None,
) -> AuditRegel:
    """Add a line to the audit log, inside the caller's transaction.

    `actie` is a verb phrase such as "ronde gepubliceerd"; `voor`/`na` hold only the fields that changed.
    """
    with transaction.atomic():
        keten = AuditKeten.objects.select_for_update().filter(pk=1).first()
        if keten is None:
            AuditKeten.objects.get_or_create(pk=1)
            keten = AuditKeten.objects.select_for_update().get(pk=1)
        soort, kenmerk = _kenmerk(obj)
        regel = AuditRegel(
            volgnummer=keten.aantal + 1,
            at=at,
            by=by,
            door=_door(by),
            actie=actie,
            object_soort=soort,
            object_id=kenmerk,
            reden=reden,
            voor=_als_json(voor),
            na=_als_json(na),
            vorige_hash=keten.laatste_hash,
        )
        regel.hash = bereken_hash(regel.vorige_hash, regel_inhoud(regel))
        regel.save(force_insert=True)
        keten.aantal, keten.laatste_hash = regel.volgnummer, regel.hash
        keten.save(update_fields=["aantal", "laatste_hash"])
    return regel


def controleer_keten() -> list[str]:
    """Return the faults found in the chain (Dutch sentences); empty when it is whole."""
    fouten: list[str] = []
    vorige, verwacht = "", 1
    for regel in AuditRegel.objects.order_by("volgnummer").iterator(chunk_size=2000):
        if regel.volgnummer != verwacht:
            fouten.append(f"Regel {verwacht} ontbreekt in het logboek.")
            verwacht = regel.volgnummer
        if regel.vorige_hash != vorige or regel.hash != bereken_hash(regel.vorige_hash, regel_inhoud(regel)):
            fouten.append(f"Regel {regel.volgnummer} van het logboek is veranderd.")
        vorige, verwacht = regel.hash, verwacht + 1
    keten = AuditKeten.objects.filter(pk=1).first()
    if keten and (keten.aantal != verwacht - 1 or keten.laatste_hash != vorige):
        fouten.append("De laatste regels van het logboek ontbreken.")
    return fouten
