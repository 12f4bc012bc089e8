"""The `waymark` command, as a test runs it."""

from __future__ import annotations

from click.testing import CliRunner, Result

from cli import main


def run(*arguments: object) -> Result:
    """What `waymark` says and how it ends, given these arguments."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments])
