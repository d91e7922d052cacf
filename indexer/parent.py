"""How a process ends with the one that started it, however that ends."""

import os
import signal
import threading
from multiprocessing import parent_process


def follow_parent() -> None:
    """Let a worker end with its parent, however that ends. A waiting worker would not notice by itself."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all of us; the parent alone answers it
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if parent := parent_process():
        parent.join()
        os._exit(1)
