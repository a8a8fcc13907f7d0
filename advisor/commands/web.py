"""``iot-advisor web``: the interview as pages that need no server."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from advisor.commands.options import advisor_from, emit, knowledge_option
from advisor.commands.progress import progress

KILO = 1000


@click.group()
def command() -> None:
    """Make the interview as pages that run in the visitor's browser."""


@command.command()
@click.option(
    "--output",
    "-o",
    metavar="PATH",
    required=True,
    type=click.Path(path_type=Path),
    help="The folder to make, or with --single-file the page.",
)
@click.option("--single-file", is_flag=True, help="Put everything into one page, which opens from a disk.")
@click.option(
    "--runtime",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Take Python for browsers from the files in DIR, and load nothing.",
)
@knowledge_option
def build(output: Path, single_file: bool, runtime: Path | None, knowledge: Path | None) -> None:
    """Make a folder of static files in which the whole advisor runs in the visitor's browser.

    No server computes anything, and the answers stay in the browser. Any web server can serve the folder; nothing in it
    asks for anything elsewhere. What is needed to run Python in a browser is loaded from the registries of npm and
    Python, once, and held against its hash each time.
    """
    from advisor.web.placing import NoPlace, check_place, put
    from advisor.web.runtime import from_folder, from_registries
    from advisor.web.site import Built, folder
    from advisor.web.site import single_file as one_page

    if single_file:
        check_page(output)
    else:
        try:
            check_place(output)
        except NoPlace as error:
            raise click.UsageError(str(error)) from error
    advisor = advisor_from(knowledge)
    if runtime is not None:
        held = from_folder(runtime)
    else:
        with progress("loading Python for browsers, in kB") as step:
            held = from_registries(cache(), lambda done, total: step(done // KILO, total // KILO))
    with progress("building"):
        built = Built(advisor, held)
        files = {output.name: one_page(built)} if single_file else folder(built)
    if single_file:
        emit(files[output.name].decode(), output)
    else:
        try:
            put(output, files)
        except OSError as error:
            raise click.UsageError(f"{error.filename or output} cannot be written: {error.strerror}") from error
    size = sum(map(len, files.values())) / 1e6
    how = "it opens from a disk" if single_file else f"python3 -m http.server -d {output} serves it to this machine"
    if not built.compiled:
        print("Without Node.js nothing is compiled beforehand: each start takes twice as long", file=sys.stderr)
    print(f"{output}: {len(files)} file{'' if len(files) == 1 else 's'}, {size:.1f} MB; {how}", file=sys.stderr)


def check_page(path: Path) -> None:
    """Raise click.UsageError when the page has no place there, or no name that a browser knows."""
    if path.suffix.casefold() not in (".html", ".htm") or path.is_dir():
        raise click.UsageError(f"{path}: with --single-file the output is one page; expected a name that ends in .html")
    if not path.absolute().parent.is_dir():
        raise click.UsageError(f"{path} cannot be written: there is no directory {path.parent}")


def cache() -> Path:
    """Where the files of the runtime are kept from one build to the next."""
    import platformdirs

    from advisor.audit.location import APPLICATION

    return Path(platformdirs.user_cache_dir(APPLICATION, appauthor=False)) / "web"
