"""What is being done with a call, stage by stage, as somebody who looks in would say it."""

from typing import get_args

import pytest

from agent.call import commands, events
from agent.service.calls.call_doing import SENTENCES, Stage, next_stage
from agent.treat.flow import Happening, Step

PLAY = commands.Play("c1", "hello.wav")
MUSIC = commands.Play("c1", "music.wav", over_and_over=True)
PLAYED = events.GreetingPlayed("c1", "hello.wav", 1.0, whole=True)
RECORD = commands.Record("c1", "m.wav", 60)
RECORDED = events.Recorded("c1", "m.wav", 2.0)
BRIDGE, UNBRIDGE = commands.Bridge("c1", "c1#leg1"), commands.Unbridge("c1", "c1#leg1")
RING_HOUSE = commands.RingHouse(call_id="c1", phones=("sip:kitchen",))


@pytest.mark.parametrize(
    ("words", "stage"),
    [
        ([commands.Ring("c1")], "rings"),
        ([commands.Reject("c1", 607)], "refused"),
        ([commands.Answer("c1"), commands.Listen("c1")], "answered"),
        ([commands.AnswerEarly("c1"), PLAY], "plays"),
        ([commands.Answer("c1"), PLAY, PLAYED], "answered"),
        ([commands.Answer("c1"), RING_HOUSE, MUSIC], "house-rings"),
        ([commands.Answer("c1"), RING_HOUSE, MUSIC, BRIDGE, PLAYED], "talks"),
        ([BRIDGE, RECORD, RECORDED], "talks"),
        ([BRIDGE, PLAY, PLAYED], "talks"),
        ([BRIDGE, UNBRIDGE], "answered"),
        ([BRIDGE, commands.Transfer("c1", "sip:cellar")], "transferred"),
        ([commands.Answer("c1"), RECORD], "recorded"),
        ([commands.Answer("c1"), RECORD, RECORDED], "answered"),
        ([RECORD, commands.HangUp("c1"), RECORDED], "ends"),
        ([commands.HangUp("c1"), events.CallEnded("c1", "house")], "over"),
    ],
)
def test_a_call_goes_from_stage_to_stage(words: list[Step | Happening], stage: Stage) -> None:
    now: Stage = "rings"
    for word in words:
        now = next_stage(now, word)
    assert now == stage


def test_every_stage_has_words_of_its_own() -> None:
    assert set(SENTENCES) == set(get_args(Stage))
    assert len(set(SENTENCES.values())) == len(SENTENCES)
