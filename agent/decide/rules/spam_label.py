"""Spam labels: the box or the network wrote a warning where the caller's name should stand."""

import unicodedata
from dataclasses import dataclass, field
from typing import ClassVar

from agent.call.finding import Finding
from agent.call.rule_name import RuleName
from agent.call.sentence import say, word
from agent.decide.facts import CallFacts, Source
from agent.decide.warnings import warning_in


@dataclass(frozen=True, slots=True)
class SpamLabel:
    """A display name that begins with one of the labels, as a whole word, or is one of the whole names.

    With `common_warnings`, any that `agent.decide.warnings` knows for one.
    """

    name: ClassVar = RuleName.SPAM_LABEL
    known_caller: ClassVar = False
    needs: ClassVar[tuple[Source, ...]] = ("permits",)

    labels: tuple[str, ...]
    whole_names: tuple[str, ...] = ()
    common_warnings: bool = False
    _plain_labels: tuple[tuple[str, str], ...] = field(init=False, repr=False, compare=False)
    """Each label as it is compared, and as it was set; worked out once, not at every call."""

    def __post_init__(self) -> None:
        written = (*self.labels, *self.whole_names)
        object.__setattr__(self, "_plain_labels", tuple((_plain(label), label) for label in written))

    def look_at(self, facts: CallFacts) -> Finding | None:
        shown = facts.caller.display_name
        paused_until = facts.household.paused_until
        # Who pauses the screening wants everything to ring but what they denied themselves, and a
        # box that warns of an innocent caller is a reason to pause.
        if not shown or (paused_until is not None and facts.now < paused_until):
            return None
        if label := self._label_of(_plain(shown)) or (self.common_warnings and warning_in(shown)):
            return Finding(
                self.name,
                say('the name shown is a warning: "{shown}"', shown=shown),
                evidence=((word("display name"), shown), (word("label"), label)),
            )
        return None

    def _label_of(self, name: str) -> str:
        """The label that is found in this plain name, as it was set, or empty."""
        for plain_label, label in self._plain_labels:
            rest = name[len(plain_label) :]
            if _begins_with(name, plain_label) and (label in self.labels or not _says_something(rest)):
                return label
        return ""


def _plain(text: str) -> str:
    """Without capitals, accents and the brackets that some networks put in front."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(bare.split()).lstrip("[({<*#!-_. \"'")


def _begins_with(name: str, label: str) -> bool:
    if not label or not name.startswith(label):
        return False
    # "SPAM" must not find "Spampinato"; a label that ends in ":" or "?" ends its own word.
    following = name[len(label) : len(label) + 1]
    return not (label[-1].isalnum() and following.isalnum())


def _says_something(rest: str) -> bool:
    return any(character.isalnum() for character in rest)
