"""In which phase of a stage it ended early, and which stages count as begun (R5.8, R10.3)."""

from datetime import date

from plaatsingen.enums import PlaatsingStatus, Uitvalfase

GRENZEN = ((5, Uitvalfase.BEGIN), (20, Uitvalfase.MIDDEN))
BEGONNEN = (PlaatsingStatus.LOPEND, PlaatsingStatus.ONDERBROKEN, PlaatsingStatus.AFGEROND, PlaatsingStatus.GESTOPT)


def fase_van(begin: date, laatste: date, *, begonnen: bool) -> Uitvalfase:
    """Return in which phase a stage ended."""
    if not begonnen:
        return Uitvalfase.VOORAF
    week = (laatste - begin).days // 7 + 1
    return next((fase for grens, fase in GRENZEN if week <= grens), Uitvalfase.LAAT)
