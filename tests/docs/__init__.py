"""Pages of `docs/` that are made from the code; `make docs` writes them.

contracts  `docs/contracts.md`, from the classes of the terms and the forms of the desk
readers    which modules read which column, to hold `columns.toml` against the code
"""
