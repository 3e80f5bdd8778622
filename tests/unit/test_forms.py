"""The scripts of forms in the desk."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sla_nl import hooks

APP = Path(hooks.__file__).parent
DEFINED = re.compile(r"^(?:async )?(?:function|const|let|class) (\w+)", re.MULTILINE)
"""What a script defines at its top."""


@pytest.mark.parametrize("doctype", sorted(hooks.doctype_js))
def test_scripts_of_one_form_share_no_name(doctype: str):
    """All scripts of a form run in one scope, so a second function of a name replaces the first."""
    listed = hooks.doctype_js[doctype]
    paths = [listed] if isinstance(listed, str) else list(listed)
    own = f"doctype/{doctype.lower().replace(' ', '_').replace('-', '_')}"
    paths += [f"{own}/{Path(own).name}.js"]
    scripts = ((APP / path) for path in dict.fromkeys(paths))
    names = [
        name
        for script in scripts
        if script.exists()
        for name in re.findall(
            r"^(?:async )?(?:function|const|let|class) (\w+)",
            script.read_text("utf-8"),
            re.MULTILINE,
        )
    ]
    assert [name for name in set(names) if names.count(name) > 1] == []
