"""Rows of one placement that several parts of its page need; read once when the placement keeps them (`onthoud`)."""

from datetime import date, timedelta

from kern.models import Schoolvakantie, User
from plaatsingen.models import Onderbreking, Overeenkomst, Plaatsing, Statuswijziging, Urendag
from plaatsingen.onthoud import eenmaal

JAAR = timedelta(weeks=52)


def urendagen(plaatsing: Plaatsing) -> list[Urendag]:
    """Return every day with hours, in order."""
    return eenmaal(plaatsing, "urendagen", lambda: list(plaatsing.urendagen.order_by("datum", "pk")))


def pauzes(plaatsing: Plaatsing) -> list[Onderbreking]:
    """Return every pause, in order."""
    return eenmaal(plaatsing, "pauzes", lambda: list(plaatsing.onderbrekingen.order_by("van", "pk")))


def wijzigingen(plaatsing: Plaatsing) -> list[Statuswijziging]:
    """Return every change of state with who made it, in order."""
    rijen = plaatsing.statuswijzigingen.select_related("by").order_by("at", "pk")
    return eenmaal(plaatsing, "wijzigingen", lambda: list(rijen))


def overeenkomsten(plaatsing: Plaatsing, user: User) -> list[Overeenkomst]:
    """Return the agreements that this person may see, without their text: newest version first."""
    rijen = (
        Overeenkomst.objects.visible_to(user)
        .filter(plaatsing=plaatsing)
        .order_by("volgnummer", "-versie")
        .defer("tekst", "gegevens")
    )
    return eenmaal(plaatsing, f"overeenkomsten {user.pk}", lambda: list(rijen))


def vakanties(begin: date, eind: date) -> list[tuple[date, date, str]]:
    """Return the school holidays that touch a stretch of time: first and last day, name."""
    rijen = Schoolvakantie.objects.filter(begin__lte=eind, eind__gte=begin)
    return list(rijen.values_list("begin", "eind", "naam"))


def eigen_vakanties(plaatsing: Plaatsing) -> list[tuple[date, date, str]]:
    """Return the school holidays from the first day until a year after the last, for hours that are late."""
    eind = plaatsing.einddatum + JAAR
    return eenmaal(plaatsing, "vakanties", lambda: vakanties(plaatsing.begindatum, eind))
