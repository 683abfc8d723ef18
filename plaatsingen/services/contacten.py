"""Everybody concerned with a placement, with their details as far as a person may see them (betrouwbaarheid P7)."""

from datetime import date
from typing import Any

from kern.models import User
from plaatsingen import rules
from plaatsingen.models import Plaatsing
from plaatsingen.services.mails import coordinatoren_van, praktijkopleiders_van


def contacten(user: User, plaatsing: Plaatsing, op: date) -> list[dict[str, Any]]:
    """Return everybody concerned, as far as this person may see their details (betrouwbaarheid P7)."""
    student = plaatsing.student
    huizen = _huizen(plaatsing, op)
    naam_huis = len(huizen) > 1
    mensen = [(student.user, f"student, {student.school}", rules.ziet_telefoon_van_student(user, plaatsing, op))]
    for huis, begeleiders, opleiders in huizen:
        waar = f", {huis}" if naam_huis else ""
        mensen += [(mens, f"werkbegeleider{waar}", True) for mens in begeleiders]
        eigen = {mens.pk for mens in begeleiders}
        mensen += [(mens, f"praktijkopleider{waar}", True) for mens in opleiders[:3] if mens.pk not in eigen]
    if student.stagedocent is not None:
        mensen.append((student.stagedocent, "stagedocent", True))
    if plaatsing.stagebegeleider is not None:
        mensen.append((plaatsing.stagebegeleider, "stagebegeleider", True))
    school = coordinatoren_van(school_id=student.school_id, op=op)[:2]
    mensen += [(mens, f"coördinator, {student.school}", True) for mens in school]
    gezien: set[int] = {user.pk}
    uit = []
    for mens, rol, telefoon in mensen:
        if mens.pk not in gezien:
            gezien.add(mens.pk)
            nummer = mens.telefoon if telefoon else ""
            uit.append({"naam": mens.naam, "rol": rol, "email": mens.email, "telefoon": nummer})
    return uit


def _huizen(plaatsing: Plaatsing, op: date) -> list[tuple[str, list[User], list[User]]]:
    """Return per leerbedrijf of the stage its name, begeleiders and praktijkopleiders; three queries at most."""
    eerste = plaatsing.stageplaats.leerbedrijf
    huizen: dict[int, tuple[str, list[User]]] = {
        eerste.pk: (eerste.naam, [mens for mens in (plaatsing.werkbegeleider, plaatsing.tweede_begeleider) if mens])
    }
    for deel in plaatsing.geldige_delen:
        huis = deel.stageplaats.leerbedrijf
        begeleiders = huizen.setdefault(huis.pk, (huis.naam, []))[1]
        begeleiders += [deel.werkbegeleider] if deel.werkbegeleider else []
    opleiders = praktijkopleiders_van(organisatie_ids=huizen, op=op)
    return [(naam, begeleiders, opleiders.get(pk, [])) for pk, (naam, begeleiders) in huizen.items()]
