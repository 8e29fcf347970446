"""Where a trainee's own files live, outside the workbook."""

from __future__ import annotations

import os
from pathlib import Path

from kabook.errors import StoreError


def home() -> Path:
    """``$KABOOK_HOME``, by default ``~/.kabook``; created for its owner alone.

    Raises:
        StoreError: it cannot be created.
    """
    folder = Path(os.environ.get("KABOOK_HOME") or Path.home() / ".kabook")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"建不了存放记录的文件夹 {folder}（{error.strerror}）。") from error
    return folder
