"""Which solver works out a variant."""

from collections.abc import Callable

from matching.engine.instance import Instance
from matching.engine.result import Result
from matching.enums import Methode
from matching.services.instellingen import Instellingen


def oplossen(
    instance: Instance,
    instellingen: Instellingen,
    *,
    progress: Callable[[int, str], None],
    cancelled: Callable[[], bool],
) -> Result:
    """Return the outcome of the problem under these settings; raises the engine's Geannuleerd when asked to stop."""
    # The solvers are heavy: only a worker that runs a round loads them.
    from matching.engine import Opties, solve  # noqa: PLC0415 - see above
    from matching.engine.otherwise import solve_otherwise  # noqa: PLC0415 - see above

    if instellingen.methode != Methode.BESTE:
        return solve_otherwise(instance, instellingen.methode, progress=progress, cancelled=cancelled)
    return solve(instance, progress=progress, cancelled=cancelled, options=Opties(modus=instellingen.modus))
