"""The lists that come with Tranquille: regulators' ranges, and the numbers nobody may ever block."""

from dataclasses import dataclass
from pathlib import Path

from agent.call.list_entry import BadLine, ListEntry
from agent.call.sentence import say
from agent.lists.formats import plain
from agent.lists.list_source import ListSource


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedList:
    """One of our files, read."""

    name: str
    """The file's name without `.txt`: what settings and reports call it."""
    path: Path
    header: plain.ListHeader
    entries: tuple[ListEntry, ...]
    bad_lines: tuple[BadLine, ...] = ()

    @property
    def source(self) -> ListSource:
        """The list as the number index wants it; what we ship may name its own role."""
        return ListSource(
            name=self.name,
            role=self.header.role or "shared",
            treatment=self.header.treatment,
            file=str(self.path),
        )


def shipped_folder() -> Path:
    """Where the lists are: inside the installed package, or beside it in a checkout.

    Raises FileNotFoundError when the installation lacks them.
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "blocklists", package.parent / "blocklists"):
        if (folder / "protected.txt").is_file():
            return folder
    raise FileNotFoundError(
        say(
            "blocklists/protected.txt is missing beside {package}: please install Tranquille again",
            package=package,
        )
    )


def shipped_lists(folder: Path | None = None) -> tuple[ShippedList, ...]:
    """Every list of the folder, by name; the folder that ships when none is given.

    Raises OSError when a file cannot be read; what stands in it never raises.
    """
    paths = sorted((folder or shipped_folder()).glob("*.txt"))
    return tuple(read_shipped_list(path) for path in paths)


def read_shipped_list(path: Path) -> ShippedList:
    """Read one list in our plain format."""
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    read = list(plain.parse(lines))
    return ShippedList(
        name=path.stem,
        path=path,
        header=plain.read_header(lines),
        entries=tuple(line for line in read if isinstance(line, ListEntry)),
        bad_lines=tuple(line for line in read if isinstance(line, BadLine)),
    )
