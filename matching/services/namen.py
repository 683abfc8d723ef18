"""Names behind the numbers and codes of a matching problem, as they are now."""

from kern.models import Afdeling, Locatie, Opleidingscluster, Organisatie, Student
from matching.models import Ronde
from vacatures.models import Stageplaats


def namen_van(ronde: Ronde) -> dict[str, str]:
    """Return the name per student number, code of a place, code of a cluster and id of a group. Six queries."""
    jaar = ronde.schooljaar_id
    namen = dict(Opleidingscluster.objects.values_list("code", "naam"))
    studenten = Student.objects.filter(school__rondes=ronde).values_list(
        "studentnummer", "user__voornaam", "user__tussenvoegsel", "user__achternaam", "user__email"
    )
    for nummer, *delen, email in studenten:
        namen[nummer] = " ".join(deel for deel in delen if deel) or email
    plaatsen = Stageplaats.objects.filter(schooljaar_id=jaar).values_list(
        "code", "naam", "afdeling__locatie__organisatie__naam"
    )
    for code, naam, bedrijf in plaatsen:
        namen[code] = naam if bedrijf in naam else f"{naam} ({bedrijf})"
    afdelingen = Afdeling.objects.filter(stageplaatsen__schooljaar_id=jaar)
    locaties = Locatie.objects.filter(afdelingen__stageplaatsen__schooljaar_id=jaar)
    organisaties = Organisatie.objects.filter(locaties__afdelingen__stageplaatsen__schooljaar_id=jaar)
    namen |= {f"afdeling:{pk}": f"afdeling {naam}" for pk, naam in afdelingen.distinct().values_list("pk", "naam")}
    namen |= {f"locatie:{pk}": f"locatie {naam}" for pk, naam in locaties.distinct().values_list("pk", "naam")}
    return namen | {f"organisatie:{pk}": naam for pk, naam in organisaties.distinct().values_list("pk", "naam")}
