"""The laws of the house, as tests: who may import what, how long a file may be, where tests live."""

import ast
import re
import subprocess
import sys
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
AGENT = ROOT / "agent"
SOURCES = sorted(AGENT.rglob("*.py"))

VERBS = ("identify", "decide", "listen", "treat")
NOUNS = ("sip", "store", "lists", "notify", "box", "prompts", "settings", "translations")
GROUND = ("call", "sound", "net", "disk")
PURE = ("call", *VERBS)

OUTSIDE_WORLD = {
    "pjsua2", "sqlite3", "sqlite_utils", "apscheduler", "socket", "urllib", "http", "httpx", "threading",
    "subprocess", "multiprocessing", "asyncio", "time", "logging", "os", "io", "pathlib", "random", "secrets",
}  # fmt: skip

ONE_DOOR = {
    "gettext": ("translations",),
    "babel": (),  # collects and compiles translations, with the tests
    "pjsua2": ("sip",),
    "sqlite3": ("store",),
    "sqlite_utils": ("store",),  # and only inside what the command line calls
    "phonenumbers": ("identify",),
    "apscheduler": ("service",),
    "httpx": ("net",),
    "typer": ("cli",),
    "rich": ("cli",),
    "webrtcvad": (),  # its wrapper costs the engine 2.4 MB; the C module underneath is the same detector
    "_webrtcvad": ("listen",),
    "wave": (),  # knows PCM only, and believes a length that nobody wrote: sound/ reads and writes WAV itself
}

LONGEST_FILE_LINES = 260


def imported(source: Path) -> set[str]:
    """Full names of everything a file imports, wherever in the file."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return names


def room_of(source: Path) -> str:
    parts = source.relative_to(AGENT).parts
    return parts[0] if len(parts) > 1 else ""


def our_rooms(source: Path) -> set[str]:
    return {name.split(".")[1] for name in imported(source) if re.match(r"agent\.\w+", name)}


def in_rooms(*rooms: str) -> list[Path]:
    return [source for source in SOURCES if room_of(source) in rooms]


@pytest.mark.parametrize("source", in_rooms(*PURE), ids=lambda path: str(path.relative_to(AGENT)))
def test_rooms_that_think_do_not_touch_the_world(source: Path) -> None:
    touched = {name.split(".")[0] for name in imported(source)} & OUTSIDE_WORLD
    assert not touched, f"{source.name} imports {touched}"


@pytest.mark.parametrize("source", in_rooms(*GROUND), ids=lambda path: str(path.relative_to(AGENT)))
def test_the_ground_rests_on_the_words_and_on_itself(source: Path) -> None:
    assert our_rooms(source) <= {"call", room_of(source)} | _GROUND_FRIENDS.get(room_of(source), set())


_GROUND_FRIENDS = {"sound": {"disk"}}
"""A WAV that is written is put on the disk whole."""


@pytest.mark.parametrize("source", in_rooms(*VERBS), ids=lambda path: str(path.relative_to(AGENT)))
def test_verbs_know_the_words_and_their_own_settings_only(source: Path) -> None:
    allowed = {"call", "sound", "settings", room_of(source)}
    assert our_rooms(source) <= allowed
    sections = {name for name in imported(source) if name.startswith("agent.settings.")}
    assert not sections & {"agent.settings.config_file", "agent.settings.settings"}


@pytest.mark.parametrize("source", in_rooms(*NOUNS), ids=lambda path: str(path.relative_to(AGENT)))
def test_nouns_know_words_verbs_and_settings_and_never_the_desk(source: Path) -> None:
    assert our_rooms(source) <= {*GROUND, *VERBS, "settings", room_of(source)}


DESK_ORDER = ("judging", "lists", "calls", "desk")


@pytest.mark.parametrize("source", in_rooms("service"), ids=lambda path: str(path.relative_to(AGENT)))
def test_the_rooms_of_the_desk_know_only_those_before_them(source: Path) -> None:
    folder = source.relative_to(AGENT / "service").parts[0]
    known = {name.split(".")[2] for name in imported(source) if name.startswith("agent.service.")}
    assert folder == "__init__.py" or known <= set(DESK_ORDER[: DESK_ORDER.index(folder) + 1])


@pytest.mark.parametrize("source", in_rooms("cli", "web"), ids=lambda path: str(path.relative_to(AGENT)))
def test_command_line_and_pages_ask_the_desk(source: Path) -> None:
    assert not our_rooms(source) & {"store", "sip", "lists", "notify", "box", "net", "disk"}
    asked = {name for name in imported(source) if name.startswith("agent.service")}
    assert all(name.startswith("agent.service.desk.") for name in asked), asked


@pytest.mark.parametrize("package", ONE_DOOR)
def test_each_great_library_has_one_door(package: str) -> None:
    users = {
        room_of(source)
        for source in SOURCES
        if any(name.split(".")[0] == package for name in imported(source))
    }
    assert users <= set(ONE_DOOR[package])


def test_what_a_wav_looks_like_and_how_fast_a_line_samples_is_known_to_sound_alone() -> None:
    for source in SOURCES:
        knows = re.search(r"""b["'](RIFF|WAVE|fmt )|SAMPLE_RATE_HZ = """, source.read_text())
        assert not knows or room_of(source) == "sound", source


DAEMON = (
    "agent.house",
    "agent.sip.pjsip.engine",
    "agent.sip.pure.engine",
    "agent.service.lists.sync_child",
    "agent.store.region_table",
)
"""What the daemon's process and its children begin with."""


@pytest.mark.parametrize("module", DAEMON)
def test_the_daemon_never_loads_what_only_the_command_line_needs(module: str) -> None:
    code = f"import sys, {module}; sys.exit('sqlite_utils' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=60, cwd=ROOT, check=False).returncode == 0


def test_sqlite_utils_is_loaded_by_the_call_that_needs_it_only() -> None:
    for source in SOURCES:
        at_the_top = (node for node in ast.parse(source.read_text()).body if "sqlite_utils" in ast.dump(node))
        assert not [node for node in at_the_top if isinstance(node, ast.Import | ast.ImportFrom)], source


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: str(path.relative_to(AGENT)))
def test_only_the_disk_room_writes_files(source: Path) -> None:
    if room_of(source) != "disk":
        assert set(writings(source)) <= MAY_WRITE.get(str(source.relative_to(AGENT)), {}).keys()


MAY_WRITE = {
    "cli/listen.py": {"write_text": "a picture, made anew at will, where the person said, be it a pipe"},
    "net/local_socket.py": {
        "replace": "a socket takes the place of a dead one's, and no bytes are kept in it"
    },
    "cli/terminal.py": {"open": "what nobody reads any more goes to /dev/null"},
}
"""What else may look like writing a file: where, what, and why it is no whole file of ours."""

_WRITE_MODE = re.compile("[rbt]*[wax+][bt+]*")
_OF_SYSTEM = {"replace", "rename", "renames", "link", "fsync", "fdatasync"}
_OF_FILES = {"write_text", "write_bytes", "rename", "hardlink_to", "NamedTemporaryFile", "mkstemp"}


def writings(source: Path) -> Iterator[str]:
    """Names of the calls that write a file, give it a name, or have the disk keep it.

    Unnamed scratch files (`TemporaryFile`) and SQLite's own are no whole files.
    """
    for node in ast.walk(ast.parse(source.read_text())):
        if not isinstance(node, ast.Call):
            continue
        called, _, name = ast.unparse(node.func).rpartition(".")
        text, words = (
            ast.unparse(node),
            [each.value for each in ast.walk(node) if isinstance(each, ast.Constant)],
        )
        if called == "os":
            is_writing = name in _OF_SYSTEM or (
                name == "open" and bool(re.search("O_(WRONLY|RDWR|CREAT)", text))
            )
        elif name == "replace":
            # Path.replace; that of a text takes two, that of a date takes keywords.
            is_writing = len(node.args) == 1 and not node.keywords
        elif name == "open":
            is_writing = any(_WRITE_MODE.fullmatch(str(word)) for word in words)
        else:
            is_writing = name in _OF_FILES
        if is_writing:
            yield name


def test_a_stack_is_known_in_its_own_folder_only() -> None:
    for source in SOURCES:
        place = source.relative_to(AGENT)
        names = imported(source)
        assert "pjsua2" not in names or place.is_relative_to("sip/pjsip"), source
        for folder, known_in in STACKS.items():
            if not any(place.is_relative_to(known) for known in known_in):
                of_stack = {name for name in names if name.startswith(f"agent.{folder.replace('/', '.')}.")}
                assert of_stack <= MAY_KNOW_A_STACK.get(str(place), set()), source


STACKS = {
    "sip/pjsip": ("sip/pjsip",),
    "sip/pure": ("sip/pure",),
    "sip/stack": ("sip/stack", "sip/pure"),
    "sip/media": ("sip/media", "sip/pure"),
}
"""What belongs to one stack, and where it is known."""
MAY_KNOW_A_STACK = {
    "sip/__main__.py": {"agent.sip.pjsip.engine", "agent.sip.pure.engine"},
    "sip/engine_choice.py": {"agent.sip.pjsip.limits", "agent.sip.pure.limits"},
}
"""Who starts it, and who must know how much it holds before it is started."""


def test_no_file_needs_one_that_needs_it() -> None:
    """Depth first over all that each file imports, wherever it does."""
    modules = {".".join(source.relative_to(ROOT).with_suffix("").parts): source for source in SOURCES}
    done: set[str] = set()

    def follow(module: str, way: tuple[str, ...]) -> None:
        assert module not in way, " → ".join((*way[way.index(module) :], module))
        if module not in done:
            for needed in loaded_by(modules[module], modules.keys()):
                follow(needed, (*way, module))
            done.add(module)

    for module in modules:
        follow(module, ())


def loaded_by(source: Path, modules: Collection[str]) -> set[str]:
    """Files of ours that this one imports, for a type too, `from room import file` included."""
    needed: set[str] = set()
    for node in ast.walk(ast.parse(source.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            needed |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            needed |= {alias.name for alias in node.names}
    return {name for name in needed if name in modules}


def test_only_who_speaks_to_a_person_knows_their_language() -> None:
    # Every other room makes English sentences, and the daemon holds no translations for months.
    for source in SOURCES:
        if "translations" in our_rooms(source):
            assert room_of(source) in ("cli", "web", "translations") or source.name == "house.py", source


def test_only_the_command_line_knows_the_house() -> None:
    for source in SOURCES:
        if "agent.house" in imported(source):
            assert room_of(source) == "cli", source


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: str(path.relative_to(AGENT)))
def test_no_file_is_too_long_to_read_at_once(source: Path) -> None:
    assert len(source.read_text().splitlines()) <= LONGEST_FILE_LINES


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: str(path.relative_to(AGENT)))
def test_every_file_begins_by_saying_why_it_exists(source: Path) -> None:
    assert ast.get_docstring(ast.parse(source.read_text()))


VAGUE = re.compile(r"(It|One more|For the record|He|They|This one|That one)\b|Returns?\b")


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: str(path.relative_to(AGENT)))
def test_a_docstring_names_what_it_speaks_of_and_has_one_style(source: Path) -> None:
    for node in ast.walk(ast.parse(source.read_text())):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            told = ast.get_docstring(node) or ""
            assert not VAGUE.match(told), f"{source}: {told}"
            assert not re.search(r"^(Raises|Returns|Args|Yields):$", told, re.MULTILINE), f"{source}: {told}"


def test_a_room_explains_itself_and_does_nothing_else_in_its_init() -> None:
    for init in AGENT.rglob("__init__.py"):
        if init.parent == AGENT:
            continue
        tree = ast.parse(init.read_text())
        assert len(tree.body) == 1, f"{init} holds more than its docstring"


def test_exceptions_are_caught_whole_at_the_boundaries_only() -> None:
    boundaries = {
        "sip/boundary.py",
        "sip/ear.py",
        "service/calls/fan_out.py",
        "service/calls/switchboard.py",
        "service/lists/timetable.py",
    }
    for source in SOURCES:
        if re.search(r"except (Exception|BaseException)\b|except:", source.read_text()):
            assert str(source.relative_to(AGENT)) in boundaries, source


def test_tests_stand_in_the_same_rooms_as_what_they_test() -> None:
    extra = {"walks", "peers", "corpus", "benchmarks", "doubles", "mutants", "sip", "cli", "service", "web"}
    for test in sorted((ROOT / "tests").rglob("test_*.py")):
        parts = test.relative_to(ROOT / "tests").parts
        if len(parts) == 1 or parts[0] in extra:
            continue
        assert (AGENT.joinpath(*parts[:-1])).is_dir(), f"{test} tests no room of the house"


def test_every_room_with_code_has_tests() -> None:
    for room in {room_of(source) for source in SOURCES if source.name != "__init__.py"} - {"", "call"}:
        assert list((ROOT / "tests" / room).rglob("test_*.py")), f"no tests in tests/{room}"
