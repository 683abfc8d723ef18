"""Agreements: composed from the data of a placement, fixed when sent, withdrawn with a reason (R5.2).

Signing is another subject (`ondertekenen`). What passes between the two:
`verstuur` calls `ondertekenen.start_ondertekening(overeenkomst=..., by=..., at=...)`, which makes the parties and mails
them; `trek_in` calls `ondertekenen.staak_ondertekening(overeenkomst=..., by=..., at=...)`, which takes links back and
never touches what was signed; after the last signature it calls `zegel.rond_af(overeenkomst=..., at=...)`.
"""

from datetime import datetime

from kern.models import User
from plaatsingen.models import Overeenkomst, Plaatsing


def stel_op(*, plaatsing: Plaatsing, by: User, at: datetime) -> Overeenkomst:
    """Make a concept from the data of the placement, or return the one that is open."""
    raise NotImplementedError


def verstuur(*, overeenkomst: Overeenkomst, by: User, at: datetime) -> Overeenkomst:
    """Fix text, hash and document, and start the signing."""
    raise NotImplementedError


def trek_in(*, overeenkomst: Overeenkomst, reden: str, by: User, at: datetime) -> Overeenkomst:
    """Withdraw a concept, or an agreement that isn't signed by all, with a reason; what was signed stays readable."""
    raise NotImplementedError
