"""What the tests ask about processes."""

import psutil


def lives(pid: int) -> bool:
    """Whether a process runs; one that only waits to be counted does not."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
