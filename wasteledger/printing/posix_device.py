"""A device file on Linux and macOS, written without ever waiting for longer than asked."""

import os
import select
from pathlib import Path


def write(data: bytes, path: Path, patience: float) -> None:
    """Write all bytes.

    Raises:
        TimeoutError: the device took none for that many seconds.
    """
    device = os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
    try:
        left = memoryview(data)
        while left:
            _, ready, _ = select.select([], [device], [], patience)
            if not ready:
                raise TimeoutError("timed out")
            left = left[os.write(device, left) :]
    finally:
        os.close(device)
