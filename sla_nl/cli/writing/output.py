"""Where output goes: standard output, or a file that is complete or not there at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

import click

from sla_nl.safe_output import visible


class CommandError(click.ClickException):
    """An end of the run with exit status 2 and clear lines on standard error, mostly one."""

    exit_code = 2

    def __init__(self, *lines: object) -> None:
        super().__init__("\n".join(map(visible, lines)))


def say(*lines: object, is_bold: bool = False, is_error: bool = False) -> None:
    """Print lines, on standard error for an error; control characters are shown by their code."""
    for line in lines:
        text = visible(line)
        click.echo(click.style(text, bold=True) if is_bold else text, err=is_error)


def for_terminal(text: bytes) -> bytes:
    """Return a text for a terminal, line by line without control characters."""
    lines = text.decode().replace("\r\n", "\n").split("\n")
    return "\n".join(map(visible, lines)).encode()


@contextmanager
def opened_output(path: Path | None, source: Path | None, is_forced: bool) -> Iterator[BinaryIO]:
    """Open a binary stream to write to; a file gets its name only when it is complete.

    Args:
        path: the file, or None for standard output.
        source: the file that is read, which is never written to.
        is_forced: whether a file that exists may be replaced.
    Raises: CommandError: the file exists, is the source, or cannot be written.
    """
    with written_faults(path):
        if path is None:
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
        else:
            with _opened_file(path, source, is_forced) as stream:
                yield stream


@contextmanager
def written_faults(path: Path | None) -> Iterator[None]:
    """Turn a fault of a file into a CommandError that names it; `path` is the one written to."""
    try:
        yield
    except BrokenPipeError:
        raise  # nobody reads on: click ends quietly
    except OSError as error:
        label = path or error.filename
        if label is None:
            _drop_standard_output()
        raise CommandError(f"{label or 'standard output'}: {error.strerror or error}") from error


@contextmanager
def _opened_file(path: Path, source: Path | None, is_forced: bool) -> Iterator[BinaryIO]:
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
    finally:
        part.unlink(missing_ok=True)


def _drop_standard_output() -> None:
    """Give up what standard output did not take, so that Python does not try again at its end."""
    with suppress(OSError), open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


def end_with_failures(count: int) -> None:
    """Say how many lines could not be judged, if any, and end with exit status 2 then."""
    if count:
        say(f"{count} {'line' if count == 1 else 'lines'} could not be judged", is_error=True)
        sys.exit(2)
