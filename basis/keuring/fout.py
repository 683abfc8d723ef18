"""Why a file is refused."""

from basis.errors import DomainError


class Afgewezen(DomainError):
    """The file is not taken. `wat` says what is wrong with it, `hoe` what the sender can do (both Dutch)."""

    def __init__(self, wat: str, hoe: str) -> None:
        super().__init__(f"{wat} {hoe}".strip())
        self.wat = wat
        self.hoe = hoe


OPNIEUW = "Open het in het programma waarmee je het maakte en bewaar het opnieuw."
ALS_PDF = "Open het, kies Afdrukken en dan 'Opslaan als PDF'. Stuur dat nieuwe bestand."
