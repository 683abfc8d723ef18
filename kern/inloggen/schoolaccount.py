"""The one place where claims of SURFconext and Entree become a person of ours.

The organisation comes from the home organisation claim, never from the e-mail address; a student is found by student
number, staff by the address that the trusted school itself vouches for, among people of that organisation only.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from kern.models import Lidmaatschap, Organisatie, User

STUDENT = "student"
PERSONEEL = frozenset({"employee", "staff", "faculty"})


@dataclass(frozen=True, slots=True)
class Claims:
    """What we use of an identity; everything else is left where it is."""

    organisatie_domein: str
    organisatie_brin: str
    rollen: frozenset[str]
    studentnummer: str
    email: str


def _lijst(waarde: Any) -> list[str]:
    if waarde is None:
        return []
    return [str(item) for item in waarde] if isinstance(waarde, list | tuple) else [str(waarde)]


def lees_claims(extra_data: dict[str, Any]) -> Claims:
    """Map the claims of userinfo and id_token (SURFconext and Entree names) to ours."""
    alles: dict[str, Any] = {**extra_data.get("id_token", {}), **extra_data.get("userinfo", {})}
    if not alles:
        alles = extra_data

    def eerste(*namen: str) -> str:
        return next((_lijst(alles[naam])[0] for naam in namen if _lijst(alles.get(naam))), "").strip()

    rollen = {
        rol.lower()
        for naam in ("eduperson_affiliation", "edu_person_affiliations", "eduPersonAffiliation")
        for rol in _lijst(alles.get(naam))
    }
    codes = _lijst(alles.get("schac_personal_unique_code"))
    nummer = next((code.rsplit(":", 1)[-1] for code in codes if ":studentid:" in code), "")
    return Claims(
        organisatie_domein=eerste("schac_home_organization", "nlEduPersonHomeOrganization").lower(),
        organisatie_brin=eerste("nlEduPersonHomeOrganizationId").upper(),
        rollen=frozenset(rollen),
        studentnummer=nummer or eerste("nlEduPersonRealId", "student_number"),
        email=eerste("email", "mail").lower(),
    )


def vind_persoon(claims: Claims, *, op: date) -> User | None:
    """Return the active person of the claimed organisation who fits on day `op`, or None."""
    organisaties = Organisatie.objects.none()
    if claims.organisatie_domein:
        organisaties = Organisatie.objects.filter(oidc_domein__iexact=claims.organisatie_domein)
    if claims.organisatie_brin and not organisaties:
        organisaties = Organisatie.objects.filter(code=claims.organisatie_brin)
    organisatie = organisaties.first()
    if organisatie is None:
        return None
    if STUDENT in claims.rollen and claims.studentnummer:
        return (
            User.objects.actief()
            .filter(student__studentnummer=claims.studentnummer, student__school=organisatie)
            .first()
        )
    if claims.rollen & PERSONEEL and claims.email:
        leden = Lidmaatschap.objects.geldig_op(op).filter(organisatie=organisatie).exclude(rol=STUDENT)
        return User.objects.actief().filter(email__iexact=claims.email, pk__in=leden.values("user_id")).first()
    return None
