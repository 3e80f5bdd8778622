"""Use cases on a site: load, ask the engine, write once."""
