"""Our ear as a judge of corpus calls, beside the simple baselines."""

from agent.call.heard import Concluded, SilenceHeard, SpeechEnded, SpeechHeard
from agent.listen.listener import Listener


class OurEar:
    """The `Listener`, driven as the screening flow drives it."""

    def __init__(self, listener: Listener | None = None) -> None:
        self.listener = listener or Listener("corpus")
        self.suspects_silence = False
        self.speaking = False
        self.spoke_until: float | None = None
        self.speaking_since = 0.0
        self.conclusion = "unknown"
        self.because = ""
        self.log = []

    def feed(self, pcm: bytes) -> None:
        """Hear 20 ms."""
        for heard in self.listener.feed(pcm):
            self.log.append(heard)
            match heard:
                case SpeechHeard(at_seconds=at):
                    self.speaking, self.speaking_since = True, at
                case SpeechEnded(at_seconds=at):
                    self.speaking, self.spoke_until = False, at
                case SilenceHeard():
                    self.suspects_silence = True
                case Concluded(conclusion=conclusion, because=because):
                    self.conclusion, self.because = conclusion, because

    def greeting_started(self) -> None:
        """The house speaks."""
        self.log.append("HOUSE starts %.2f" % self.listener.seconds)
        self.listener.greeting_started()

    def greeting_ended(self) -> None:
        """The house has spoken."""
        self.log.append("HOUSE ends %.2f" % self.listener.seconds)
        self.listener.greeting_ended()

    def packets_seen(self, count: int) -> None:
        """RTP packets so far."""
        self.listener.packets_seen(count)

    def stop(self) -> str:
        """The last conclusion."""
        self.log += self.listener.stop()
        return self.log[-1].conclusion
