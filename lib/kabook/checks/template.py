"""``kabook new``: a case folder from ``casework/_template``."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from kabook.casework import root
from kabook.errors import UnknownIdError


def new_case(slug: str) -> Path:
    """Copy the template to ``casework/<slug>`` and return the folder.

    Raises:
        UnknownIdError: the slug is not one, or is taken.
    """
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug):
        raise UnknownIdError(
            f"“{slug}” 不能作文件夹名：只用小写字母、数字和连字符，像 hengyue-mes。"
        )
    casework = root() / "casework"
    if (casework / slug).exists():
        raise UnknownIdError(f"casework/{slug} 已经有了，换一个名字。")
    shutil.copytree(casework / "_template", casework / slug)
    return casework / slug
