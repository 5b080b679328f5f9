"""What the engine's sound costs, in µs for 20 ms of one leg: `python -m tests.sip.media.measure`.

Processor time of this thread, the best of several rounds, since other work on the machine is no cost of ours.
"""

import time
from collections.abc import Callable

from agent.sip.media.g711_frames import A_LAW, MU_LAW
from agent.sip.media.mixer import mix
from agent.sip.media.playing import Sound
from agent.sip.media.session import MediaSession
from tests.sip.media.legs import ALeg
from tests.sip.media.media_parts import BOX, PHONE, a_tone, an_rtp, coded_frames

ROUNDS = 7
FRAMES = 3000
CALLS = 10
PCM = a_tone(1)
CODED = coded_frames(PCM)[0]


def packets(ssrc: int) -> list[bytes]:
    """What one telephone sends in a minute."""
    return [an_rtp(CODED, 8, number, number * 160, ssrc) for number in range(FRAMES)]


def best_us(prepare: Callable[[], Callable[[int], object]]) -> float:
    """Of one turn, in the best round; each round prepares anew."""
    best = float("inf")
    for _ in range(ROUNDS):
        turn = prepare()
        begun = time.thread_time()
        for number in range(FRAMES):
            turn(number)
        best = min(best, time.thread_time() - begun)
    return best / FRAMES * 1e6


def tapped(law_place: tuple[str, int], ssrc: int) -> MediaSession:
    session = ALeg(law_place, ssrc=ssrc).session
    session.start_tap(lambda pcm: True)
    return session


def counting() -> Callable[[int], object]:
    session, data = ALeg(BOX).session, packets(1001)
    return lambda number: session.receive(data[number], BOX, number * 0.02)


def listening() -> Callable[[int], object]:
    session, data = tapped(BOX, 1000), packets(1001)

    def turn(number: int) -> None:
        session.receive(data[number], BOX, number * 0.02)
        session.tick(number * 0.02 + 0.01)

    return turn


def idling() -> Callable[[int], object]:
    session = ALeg(BOX).session
    return lambda number: session.tick(number * 0.02)


def announcing(sound: Sound) -> Callable[[int], object]:
    session = ALeg(BOX).session
    session.start_greeting(sound)
    return lambda number: session.tick(number * 0.02)


def relaying(law_of_phone: str) -> Callable[[int], object]:
    law = A_LAW if law_of_phone == "A" else MU_LAW
    caller, phone = ALeg(BOX, ssrc=1000), ALeg(PHONE, law, ssrc=2000)
    caller.session.connect(phone.session)
    data = packets(1001)

    def turn(number: int) -> None:
        caller.session.receive(data[number], BOX, number * 0.02)
        phone.session.tick(number * 0.02 + 0.01)

    return turn


def whispering(sound: Sound) -> Callable[[int], object]:
    caller, phone = ALeg(BOX, ssrc=1000), ALeg(PHONE, ssrc=2000)
    caller.session.connect(phone.session)
    phone.session.start_greeting(sound)
    data = packets(1001)

    def turn(number: int) -> None:
        caller.session.receive(data[number], BOX, number * 0.02)
        phone.session.tick(number * 0.02 + 0.01)

    return turn


def ten_calls(sound: Sound) -> Callable[[int], object]:
    """Each is announced to and listened to at once, as a screened call is."""
    sessions = [tapped(BOX, 1000 + 10 * number) for number in range(CALLS)]
    data = [packets(1001 + 10 * number) for number in range(CALLS)]
    for session in sessions:
        session.start_greeting(sound)

    def turn(number: int) -> None:
        for session, stream in zip(sessions, data, strict=True):
            session.receive(stream[number], BOX, number * 0.02)
            session.tick(number * 0.02 + 0.01)

    return turn


def main() -> None:
    """Print a table."""
    sound = Sound(a_tone(FRAMES))
    rows: list[tuple[str, Callable[[], Callable[[int], object]]]] = [
        ("decode a frame", lambda: lambda number: A_LAW.decode(CODED)),
        ("encode a frame", lambda: lambda number: A_LAW.encode(PCM)),
        ("A-law to µ-law", lambda: lambda number: MU_LAW.from_law(A_LAW, CODED)),
        ("mix two frames", lambda: lambda number: mix(PCM, PCM)),
        ("receive, nobody listens", counting),
        ("receive, jitter buffer, decode for the ear, send silence", listening),
        ("send silence", idling),
        ("send a greeting, coded for the first time", lambda: announcing(Sound(a_tone(FRAMES)))),
        ("send a greeting another call has played", lambda: announcing(sound)),
        ("relay one way", lambda: relaying("A")),
        ("relay one way, A-law to µ-law", lambda: relaying("µ")),
        ("whisper: receive, decode, mix, encode, send", lambda: whispering(sound)),
    ]
    for name, prepare in rows:
        print(f"{best_us(prepare):8.2f} µs  {name}")
    share = best_us(lambda: ten_calls(sound)) / 20_000
    print(f"{share:8.2%}     of a core for {CALLS} calls, announced and listened to (without the ear itself)")


if __name__ == "__main__":
    main()
