"""After the last signature: the agreement is complete by facts; the seal on the document follows, and may be retried."""

from datetime import datetime

from plaatsingen.models import Overeenkomst


def rond_af(*, overeenkomst: Overeenkomst, at: datetime) -> Overeenkomst:
    """Call it inside the transaction of the last signature, with the agreement locked; return it as it is now.

    Does nothing while somebody still has to sign. Sets the state GETEKEND, tells `overeenkomst_getekend` and rings for
    the seal after commit. A seal that fails never takes a signature back: `verzegel_wachtende` tries again.
    """
    raise NotImplementedError
