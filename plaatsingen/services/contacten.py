"""Everybody concerned with a placement, with their details as far as a person may see them (betrouwbaarheid P7)."""

from datetime import date
from typing import Any

from kern.models import User
from plaatsingen import rules
from plaatsingen.models import Plaatsing
from plaatsingen.services.mails import school_en_huizen


def contacten(user: User, plaatsing: Plaatsing, op: date) -> list[dict[str, Any]]:
    """Return everybody concerned, as far as this person may see their details (betrouwbaarheid P7)."""
    student = plaatsing.student
    begeleiders_van = _begeleiders(plaatsing)
    school, opleiders_van = school_en_huizen(school_id=student.school_id, organisatie_ids=begeleiders_van, op=op)
    huizen = [(naam, mensen, opleiders_van.get(pk, [])) for pk, (naam, mensen) in begeleiders_van.items()]
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
    mensen += [(mens, f"coördinator, {student.school}", True) for mens in school[:2]]
    gezien: set[int] = {user.pk}
    uit = []
    for mens, rol, telefoon in mensen:
        if mens.pk not in gezien:
            gezien.add(mens.pk)
            nummer = mens.telefoon if telefoon else ""
            uit.append({"naam": mens.naam, "rol": rol, "email": mens.email, "telefoon": nummer})
    return uit


def _begeleiders(plaatsing: Plaatsing) -> dict[int, tuple[str, list[User]]]:
    """Return per leerbedrijf of the stage, by id, its name and begeleiders."""
    eerste = plaatsing.stageplaats.leerbedrijf
    huizen: dict[int, tuple[str, list[User]]] = {
        eerste.pk: (eerste.naam, [mens for mens in (plaatsing.werkbegeleider, plaatsing.tweede_begeleider) if mens])
    }
    for deel in plaatsing.geldige_delen:
        huis = deel.stageplaats.leerbedrijf
        begeleiders = huizen.setdefault(huis.pk, (huis.naam, []))[1]
        begeleiders += [deel.werkbegeleider] if deel.werkbegeleider else []
    return huizen
