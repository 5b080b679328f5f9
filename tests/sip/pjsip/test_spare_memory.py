"""What calls leave behind is given back: some of it while they come, all of it in the quiet after them."""

import gc
import weakref

from agent.sip.pjsip.spare_memory import REST_SECONDS, SpareMemory


class Rubbish:
    """Only a collection finds it: it refers to itself."""

    def __init__(self) -> None:
        self.itself = self


def test_rubbish_is_collected_once_it_is_quiet_and_never_during_a_call() -> None:
    spare = SpareMemory()
    assert not spare.tick(1e9, 0), "nothing has happened yet"
    gc.disable()
    try:
        left = weakref.ref(Rubbish())
        spare.call_ended(100.0)
        spare.call_ended(110.0)
        spare.tick(100.0 + REST_SECONDS, 0)
        spare.tick(110.0 + REST_SECONDS, 1)
        assert left() is not None
        assert spare.tick(111.0 + REST_SECONDS, 0)
        assert left() is None
    finally:
        gc.enable()
    assert not spare.tick(1e9, 0), "once is enough"


def test_while_calls_come_and_go_something_is_given_back_every_few_seconds() -> None:
    spare = SpareMemory()
    given_back = []
    for tenth in range(1000, 1200):
        spare.call_ended(tenth / 10)
        if spare.tick(tenth / 10, 3):
            given_back.append(tenth / 10)
    assert given_back == [105.0, 110.1, 115.2]
