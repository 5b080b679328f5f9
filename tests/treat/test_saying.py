"""One sentence at the end of a call, read as scripts: said once, and then it is over."""

from agent.call.commands import HangUp, Play
from agent.call.events import CallEnded, GreetingPlayed
from agent.treat.saying import Saying

SAID = GreetingPlayed("c1", "sorry", 2.0, whole=True)


def test_a_sentence_is_said_and_the_call_ends_once() -> None:
    flow = Saying("c1", "sorry")
    assert flow.start() == [Play("c1", "sorry")]
    assert flow.on(GreetingPlayed("c1", "ring-back", 1.0, whole=False)) == []  # what was playing before
    assert flow.on(SAID) == [HangUp("c1")]
    assert flow.on(SAID) == []


def test_nobody_is_hung_up_on_who_has_hung_up() -> None:
    flow = Saying("c1", "sorry")
    flow.start()
    assert flow.on(CallEnded("c1", "caller", 200)) == []
    assert flow.on(SAID) == []


def test_the_record_says_what_the_sentence_was_for() -> None:
    assert Saying("c1", "sorry", done="asked for a message").done == "asked for a message"
