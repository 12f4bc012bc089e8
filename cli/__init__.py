"""The `waymark` command, and the only room that prints: results on stdout, progress and complaints on stderr.

Exit status: 0 done, 1 something could not be done (one message says what and how to mend it), 2 wrong usage.
"""

from __future__ import annotations

import click

from cli.align import align
from cli.align_report import align_report
from cli.brief import brief
from cli.changes import changes
from cli.common import OneLineErrors
from cli.decide import decide
from cli.due import due
from cli.fetch import fetch
from cli.ingest import ingest
from cli.library import library
from cli.places import places
from cli.requirements import requirements
from cli.search import search
from cli.serve import evaluate, serve
from cli.services import services
from cli.unanswered import unanswered


@click.group(cls=OneLineErrors, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="waymark")
def main() -> None:
    """Finds practice guidance for children's social care in England, and quotes it exactly.

    Nothing that you type leaves this machine, and Waymark keeps none of it. Only `fetch` calls out, and `services
    import` where it is given an address.
    """


services.add_command(places)
_ALIGNMENT = (align, align_report, decide, requirements, changes, unanswered)
for command in (ingest, search, due, brief, *_ALIGNMENT, evaluate, serve, library, services, fetch):
    main.add_command(command)
