"""Collects every sentence the house writes, for the translators.

Sentences stand where `say`, `say_count` and `word` are called (Babel finds them), and the help of each
command where Typer has it.
"""

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import typer
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

import agent
from agent.cli.main import COMMANDS, build_app
from agent.cli.typed_words import helps_of
from agent.translations.catalogue import DOMAIN, LOCALE_FOLDER

AGENT = Path(agent.__file__).parent
KEYWORDS = {"say": None, "word": None, "say_count": (1, 2)}
WIDTH = 100


def sentences_of_today() -> Catalog:
    """Every sentence the house writes, without translations."""
    found = Catalog(project="Tranquille", charset="utf-8")
    for file, _line, text, _comments, _context in extract_from_dir(
        AGENT, [("**.py", "python")], {"**.py": {"encoding": "utf-8"}}, KEYWORDS
    ):
        found.add(text, locations=[(str(file), 0)])
    for text in helps_of(typer.main.get_command(build_app(COMMANDS))):
        if text:
            found.add(text)
    return found


def po_files() -> list[Path]:
    """What the translators edit, a file for each language."""
    return sorted(LOCALE_FOLDER.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))


def translations(path: Path) -> Catalog:
    """What the translators wrote."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def bring_up_to_date(path: Path) -> list[str]:
    """Put today's sentences into the file, compile it, and name those that have no translation."""
    known = translations(path)
    made = known.creation_date
    # No guesses from similar sentences: a wrong one is seen at home only.
    known.update(sentences_of_today(), no_fuzzy_matching=True)
    known.obsolete.clear()
    # The same sentences give the same file, whenever it is made.
    known.creation_date = known.revision_date = made
    known.last_translator = known.language_team = known.msgid_bugs_address = known.project
    with path.open("wb") as file:
        write_po(file, known, width=WIDTH, sort_output=True, no_location=True)
    path.with_suffix(".mo").write_bytes(compiled(path))
    return [key_of(message) for message in known if message.id and not is_translated(message)]


def compiled(path: Path) -> bytes:
    """The form that is read when the house writes to somebody."""
    out = BytesIO()
    write_mo(out, translations(path))
    return out.getvalue()


def key_of(message: Message) -> str:
    """The English words by which a message is known; of several, those for one."""
    return message.id if isinstance(message.id, str) else message.id[0]


def forms_of(words: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """The one text, or those for one and for several."""
    return (words or "",) if isinstance(words, str | None) else tuple(words)


def is_translated(message: Message) -> bool:
    """True when no form is empty and none is a guess."""
    return not message.fuzzy and all(forms_of(message.string))


def untold_sentences(source: Path) -> Iterator[str]:
    """Where a file shows a person a text that is marked for nobody's translation."""
    for node in ast.walk(ast.parse(source.read_text())):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        told = [node.args[place] for place in TOLD.get(name, ()) if place < len(node.args)]
        told += [keyword.value for keyword in node.keywords if keyword.arg == "because"]
        for text in told:
            if re.search(r"[^\W\d_]{2}", words_in(text)):
                yield f"{source.relative_to(AGENT.parent)}:{text.lineno}"


def words_in(text: ast.expr) -> str:
    """What a plain text or an f-string says itself; nothing of what a name stands for."""
    parts = text.values if isinstance(text, ast.JoinedStr) else [text]
    return "".join(str(part.value) for part in parts if isinstance(part, ast.Constant))


TOLD = {
    "UserError": (0,),
    "Finding": (1,),
    "styled": (0,),
    "shown": (0,),
    "remark": (0,),
    "complain": (0,),
    "ListRefusedError": (0,),
    "FetchRefusedError": (0,),
    "ApiRefusedError": (0,),
    "SignatureRefusedError": (0,),
    "leave_out": (2,),
    "bad": (2,),
    "cut_short": (1,),
}
"""Which arguments of which calls a person reads."""
