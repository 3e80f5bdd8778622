"""Pages of `docs/` that are made from the code; `make docs` writes them.

contracts  `docs/contracts.md`, from the classes of the terms and the forms of the desk
readers    the modules that read each column, to compare `columns.toml` with the code
"""
