"""Looks the house over and touches nothing: what each kind of caller meets, and all that is wrong."""

import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from agent.call.list_entry import ListEntry
from agent.call.sentence import say
from agent.call.user_error import UserError
from agent.decide.sentences import clock_time
from agent.identify.dial_plan import DialPlan
from agent.identify.phone_number import read_number
from agent.lists.shipped import ShippedList, shipped_lists
from agent.lists.sync.subscribed import last_report, state_of
from agent.service.desk.prompt_book import PromptBook
from agent.service.desk.setting_problems import setting_problems
from agent.service.desk.what_if import open_explainer
from agent.service.judging.explain import Explainer, Explanation
from agent.service.judging.permits import open_permits
from agent.service.judging.settings_for_calls import dial_plan_of
from agent.settings.house_time import house_zone, in_house_time
from agent.settings.secret import read_key
from agent.settings.settings import Settings
from agent.store.call_log import CallLog
from agent.store.database import StoreUnusable

LONGEST_NUMBER = 15
USUAL_LENGTH = 12
"""Of `+`, country code and number; what `+33` and nine digits have."""
STRANGER = "+33639980001"
"""Of a block that ARCEP keeps for films and books: nobody's number, on nobody's list."""
IMPOSSIBLE = "+9991234567890"
"""Country code 999 was never given out."""


@dataclass(frozen=True, slots=True)
class KindOfCaller:
    """One kind of caller with an example, and what that example would meet."""

    kind: str
    example: str
    explanation: Explanation


@dataclass(frozen=True, slots=True)
class Checkup:
    """What was found; `problems` are sentences a person can act on, one each."""

    kinds: tuple[KindOfCaller, ...]
    lists: tuple[str, ...]
    problems: tuple[str, ...]
    in_force: tuple[str, ...] = ()
    """What holds for a while: permits, a pause, quiet hours; a sentence each."""


@dataclass(frozen=True, slots=True)
class _Example:
    kind: str
    number: str = ""
    name: str = ""
    withheld: bool = False


def checkup(settings: Settings, now: datetime, environment: Mapping[str, str]) -> Checkup:
    """Look everything over; writes nothing and never raises for what can be told as a problem."""
    found_elsewhere = (
        *_line_problems(settings),
        *setting_problems(settings, environment),
        *_shared_list_problems(settings, environment),
        *_file_problems(settings, in_house_time(now, settings)),
    )
    try:
        explainer = open_explainer(settings)
    except UserError as error:
        return Checkup((), (), tuple(dict.fromkeys((*found_elsewhere, str(error)))))
    try:
        kinds = tuple(
            KindOfCaller(
                example.kind,
                example.number or example.name or say("no number"),
                explainer.explain(
                    example.number or (STRANGER if example.name else ""),
                    at=now,
                    name=example.name,
                    withheld=example.withheld,
                ),
            )
            for example in _examples(settings, explainer)
        )
        lists = explainer.judge.list_problems()
        held = [said for said in explainer.judge.describe() if said not in lists]
        in_force = tuple(_in_force(settings, now))
        return Checkup(kinds, tuple(held), (*lists, *found_elsewhere), in_force)
    finally:
        explainer.close()


def _in_force(settings: Settings, now: datetime) -> Iterator[str]:
    quiet_until = settings.quiet_hours.quiet_until(now, house_zone(settings))
    if quiet_until is not None:
        yield say("quiet hours until {hour}", hour=clock_time(quiet_until, in_house_time(now, settings)))
    yield from open_permits(settings, lambda: now, read_only=True).state()


def _examples(settings: Settings, explainer: Explainer) -> Iterator[_Example]:
    plan = dial_plan_of(settings.line_named(None), settings)
    allow, deny = explainer.judge.household_entries()
    for kind, entries in (
        (say("a friend on your allow list"), allow),
        (say("a caller on your deny list"), deny),
    ):
        examples = (_example_of(kind, entry, plan) for entry in entries)
        if example := next(filter(None, examples), None):
            yield example
    yield _Example(say("an emergency service"), "112")
    yield _Example(say("a telephone of the house"), "**622")
    for shipped in shipped_lists():
        if shipped.source.role == "regulator":
            examples = (_example_of(_about(shipped), entry, plan) for entry in shipped.entries)
            yield from [example for example in examples if example][:1]
    for typed in settings.lists.suspect_prefixes[:1]:
        if number := _completed(typed.rstrip("* "), plan):
            yield _Example(say("one of your suspect prefixes"), number)
    yield _Example(say("a stranger"), STRANGER)
    yield _Example(say("a caller who hides the number"), withheld=True)
    yield _Example(say("a number that cannot be"), IMPOSSIBLE)
    for number in plan.own_numbers[:1]:
        yield _Example(say("your own number, calling you"), number)


def _example_of(kind: str, entry: ListEntry, plan: DialPlan) -> _Example | None:
    if entry.kind == "withheld":
        return _Example(kind, withheld=True)
    if entry.kind == "name":
        return _Example(kind, name=entry.value.replace("*", "").replace("?", "x"))
    number = entry.value if entry.kind == "exact" else _completed(entry.value.replace("#", "0"), plan)
    return _Example(kind, number) if number else None


def _completed(beginning: str, plan: DialPlan) -> str:
    """A whole number that begins so; of the usual length where no numbering plan has any."""
    for zeros in range(LONGEST_NUMBER):
        typed = f"{beginning}{'0' * zeros}"
        number = read_number(typed, plan)
        if number and number.number_e164 and number.possible:
            return number.number_e164
    return beginning.ljust(USUAL_LENGTH, "0") if beginning.startswith("+") else ""


def _about(shipped: ShippedList) -> str:
    region = shipped.header.region
    return say("telemarketing, {region}", region=region) if region else shipped.header.title


def _line_problems(settings: Settings) -> Iterator[str]:
    if not settings.lines:
        yield say(
            "there is no [[line]] yet, so nobody can call: copy the first five lines of config.example.toml"
        )
    for line in settings.lines:
        if line.password_file:
            path = settings.beside_config(line.password_file)
            if _readable_by_others(path):
                yield say("{path} can be read by every user of this computer: chmod 600 {path}", path=path)
        if line.password and settings.config_file and _readable_by_others(settings.config_file):
            yield (
                say(
                    "{path} holds a password and can be read by every user of this computer: "
                    "chmod 600 {path}",
                    path=settings.config_file,
                )
            )


def _shared_list_problems(settings: Settings, environment: Mapping[str, str]) -> Iterator[str]:
    for each in settings.shared_lists:
        if not each.on:
            continue
        try:
            read_key(each, settings.folder, environment)
        except UserError as error:
            yield str(error)
        if each.key and settings.config_file and _readable_by_others(settings.config_file):
            yield (
                say(
                    "{path} holds a token and can be read by every user of this computer: chmod 600 {path}",
                    path=settings.config_file,
                )
            )
        state = state_of(each, settings.shared_lists_folder)
        report = last_report(state)
        if report is not None and report.needs_attention:
            yield say("the list {sentence}", sentence=report.sentence)


def _file_problems(settings: Settings, now: datetime) -> Iterator[str]:
    if folder := settings.announce.message_folder:
        path = settings.beside_config(folder)
        if not path.is_dir():
            yield say(
                '[announce] message_folder = "{folder}": there is no folder {path}', folder=folder, path=path
            )
    yield from PromptBook(settings).own_problems()
    for shipped in shipped_lists():
        if shipped.header.expires and shipped.header.expires < now.date():
            yield say(
                "the list {shipped} expired on {expires}: update Tranquille",
                shipped=shipped.name,
                expires=shipped.header.expires,
            )
    log = CallLog(settings.call_log_path, read_only=True)
    try:
        log.last(1)
    except StoreUnusable as error:
        yield str(error)
    finally:
        log.close()


def _readable_by_others(path: Path) -> bool:
    try:
        return bool(path.stat().st_mode & stat.S_IROTH)
    except OSError:
        return False
