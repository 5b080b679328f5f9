"""Says what is being done with a call right now, in a few words, for whoever looks in while it lasts.

Each step and each happening leads from one stage to the next; most change nothing.
"""

from typing import Literal

from agent.call import commands, events
from agent.call.sentence import Sentence, say
from agent.treat.flow import Happening, Step

Stage = Literal[
    "rings", "refused", "answered", "plays", "house-rings", "talks", "recorded", "transferred", "ends", "over"
]

SENTENCES: dict[Stage, Sentence] = {
    "rings": say("rings"),
    "refused": say("is refused"),
    "answered": say("answered, we listen"),
    "plays": say("hears a message"),
    "house-rings": say("the phones of the house ring"),
    "talks": say("talks with the house"),
    "recorded": say("is recorded"),
    "transferred": say("is transferred"),
    "ends": say("is hung up on"),
    "over": say("is over"),
}

_LEADS_TO: dict[type, Stage] = {
    commands.Ring: "rings",
    commands.Reject: "refused",
    commands.Answer: "answered",
    commands.AnswerEarly: "answered",
    commands.Play: "plays",
    commands.RingHouse: "house-rings",
    commands.Bridge: "talks",
    commands.Unbridge: "answered",
    commands.Record: "recorded",
    commands.Transfer: "transferred",
    commands.HangUp: "ends",
    events.CallEnded: "over",
}
_ENDS: dict[type, Stage] = {events.GreetingPlayed: "plays", events.Recorded: "recorded"}
"""What is over by this, if it was the stage; we listen again then."""


def next_stage(now: Stage, word: Step | Happening) -> Stage:
    """The stage after a step or a happening of the caller's own call; `now` when it changes nothing."""
    if _ENDS.get(type(word)) == now:
        return "answered"
    if isinstance(word, commands.Play) and word.over_and_over:
        return now  # Music while the phones ring.
    if now == "talks" and isinstance(word, commands.Play | commands.Record):
        return now  # The family asked for it by a key, and talks on.
    return _LEADS_TO.get(type(word), now)
