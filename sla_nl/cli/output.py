"""Where output goes: standard output, or a file that is complete or not there at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click


class CommandError(click.ClickException):
    """A run that ends with one clear line and exit status 2."""

    exit_code = 2


@contextmanager
def opened_output(path: Path | None, source: Path | None, is_forced: bool) -> Iterator[BinaryIO]:
    """A binary stream to write to; a file takes its name only once it is complete.

    Args:
        path: the file, or None for standard output.
        source: the file that is read, which is never written to.
        is_forced: whether a file that exists may be replaced.
    Raises: CommandError: the file exists, is the source, or cannot be written.
    """
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    if source is not None and path.exists() and source.exists() and path.samefile(source):
        raise CommandError(f"{path}: is the file that is read; choose another")
    if path.exists() and not is_forced:
        raise CommandError(f"{path}: already exists; add --force to replace it")
    if path.exists() and not path.is_file():
        with path.open("wb") as stream:
            yield stream
        return
    path = path.resolve()
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as stream:
            yield stream
        part.replace(path)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)
