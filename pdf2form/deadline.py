"""A deadline that ends its own process, whatever the process is busy with.

The system keeps the clock: a loop in compiled code, or one that never lets other threads run, is ended like any other.
"""

import os
import signal
import sys

if sys.platform == "win32":
    import faulthandler

    _NOWHERE = open(os.devnull, "w")  # noqa: SIM115  open as long as a deadline may come

    MISSED = 1
    """Exit code of a process that has missed its deadline, as `multiprocessing` reports it."""

    def set_deadline(seconds: float) -> None:
        """End this process after so many seconds, unless another deadline is set or it is cleared before."""
        faulthandler.dump_traceback_later(max(seconds, 0.001), exit=True, file=_NOWHERE)

    def clear_deadline() -> None:
        """Let the process live on."""
        faulthandler.cancel_dump_traceback_later()

else:
    MISSED = -signal.SIGALRM
    """Exit code of a process that has missed its deadline, as `multiprocessing` reports it."""

    def set_deadline(seconds: float) -> None:
        """End this process after so many seconds, unless another deadline is set or it is cleared before."""
        signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001))

    def clear_deadline() -> None:
        """Let the process live on."""
        signal.setitimer(signal.ITIMER_REAL, 0)
