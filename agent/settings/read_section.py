"""Turns one TOML table into one struct, and says in a sentence what does not fit."""

import difflib
import json
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

from agent.call.sentence import joined, said, say

SectionKind = TypeVar("SectionKind", bound=msgspec.Struct)
MAX_SHOWN = 60


def read_section(
    kind: type[SectionKind], table: Mapping[str, Any], title: str, mistakes: list[str]
) -> SectionKind | None:
    """Convert key by key, so that a mistake can name the setting and its value.

    `title` is the section as the household sees it, `[announce]` or `[[line]] "salon"`.
    Adds one sentence to `mistakes` for each; None when there was any.
    """
    mistakes_before = len(mistakes)
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in fields:
            hint = did_you_mean(key, fields)
            known = ", ".join(sorted(fields))
            mistakes.append(
                say(
                    "{title} has no setting {key}{hint}; its settings are: {known}",
                    title=title,
                    key=key,
                    hint=hint,
                    known=known,
                )
            )
            continue
        values[fields[key].name] = _convert(fields[key].type, value, title, key, mistakes)
    if len(mistakes) > mistakes_before:
        return None
    try:
        return kind(**values)
    except (TypeError, ValueError) as error:
        mistakes.append(say("{section} {mistake}", section=title, mistake=said(error)))
        return None


def did_you_mean(written: str, known: Iterable[str]) -> str:
    """` (did you mean X?)`, or empty when nothing known is close."""
    close = difflib.get_close_matches(written.lower(), list(known), n=1, cutoff=0.6)
    return say(" (did you mean {name}?)", name=close[0]) if close else ""


def _convert(kind: Any, value: Any, title: str, key: str, mistakes: list[str]) -> Any:
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and isinstance(value, dict):
        return read_section(kind, value, f"{title[:-1]}.{key}]", mistakes)
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        shown = "…" if "password" in key or key == "key" else _shown(value)
        expected = _expected(inspect.type_info(kind)) or str(error)
        mistakes.append(
            say(
                "{title} {key} = {shown} must be {expected}",
                title=title,
                key=key,
                shown=shown,
                expected=expected,
            )
        )
        return None


def _shown(value: Any) -> str:
    if isinstance(value, str | bool | int | float):
        written = json.dumps(value, ensure_ascii=False)
    elif isinstance(value, list):
        written = "[" + ", ".join(_shown(part) for part in value) + "]"
    else:
        written = str(value)
    return written if len(written) <= MAX_SHOWN else written[:MAX_SHOWN] + "…"


def _expected(kind: inspect.Type) -> str:
    """What may stand there, in words; empty when msgspec's own words must do."""
    match kind:
        case inspect.BoolType():
            return say("true or false")
        case inspect.IntType():
            return joined("", (say("a whole number"), _limits(kind.ge, kind.le)))
        case inspect.FloatType():
            return joined("", (say("a number"), _limits(kind.ge, kind.le)))
        case inspect.StrType():
            return say('text in "quotes"')
        case inspect.LiteralType(values=(only,)):
            return _shown(only)
        case inspect.LiteralType():
            return say("one of {values}", values=", ".join(_shown(value) for value in kind.values))
        case inspect.VarTupleType() | inspect.ListType():
            return say(
                "a list in [brackets], each {expected}",
                expected=_expected(kind.item_type) or say("of the right kind"),
            )
        case inspect.DictType():
            return say(
                "a table {{name = value}}, each {expected}",
                expected=_expected(kind.value_type) or say("of the right kind"),
            )
        case inspect.UnionType():
            words = [_expected(part) for part in kind.types if not isinstance(part, inspect.NoneType)]
            return joined(say(" or "), words) if all(words) else ""
        case _:
            return ""


def _limits(least: float | None, most: float | None) -> str:
    if least is not None and most is not None:
        return say(" from {least} to {most}", least=_amount(least), most=_amount(most))
    if least is not None:
        return say(" of at least {least}", least=_amount(least))
    return say(" of at most {most}", most=_amount(most)) if most is not None else ""


def _amount(limit: float) -> str:
    """10000000, which `{:g}` would write 1e+07."""
    return f"{limit:.0f}" if limit == int(limit) else f"{limit:g}"
