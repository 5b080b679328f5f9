"""A telephone of the household with the stack of somebody else again: linphone, at its command line."""

import contextlib
import os
import re
from pathlib import Path
from types import TracebackType

from tests.peers.kamailio import DOMAIN
from tests.peers.needs import require
from tests.peers.ports import free_port
from tests.peers.process import PeerProcess


class LinphonePhone:
    """Registers at a box, rings, answers, holds; plays a WAV into a call and records what it hears.

    with LinphonePhone(tmp_path, "phone1", "secret", ("127.0.0.1", 5060)) as phone:
        box.wait_registered("phone1")  # It does not say so itself.
        phone.wait_ringing()
        phone.answer()
    """

    def __init__(self, folder: Path, user: str, password: str, registrar: tuple[str, int]) -> None:
        self.user = user
        self._folder = folder / f"linphone-{user}"
        self._password, self._registrar = password, registrar
        self._process: PeerProcess | None = None

    @property
    def recording(self) -> Path:
        """What it heard from `record` on; complete once it is switched off."""
        return self._folder / "heard.wav"

    def start(self, limit_seconds: float = 10) -> None:
        """Switch on and begin to register: no sound card, no video, a home of its own, loopback only."""
        program = require("linphonec")
        # Without a place for its database it opens no port at all.
        (self._folder / ".local/share/linphone").mkdir(parents=True, exist_ok=True)
        settings = self._folder / "linphonerc"
        settings.write_text(self._settings(), encoding="utf-8")
        path = os.environ.get("PATH", os.defpath)
        self._process = PeerProcess(
            [program, "-c", str(settings)],
            self._folder,
            f"linphone {self.user}",
            environment={"PATH": path, "HOME": str(self._folder), "LC_ALL": "C"},
            is_told=True,
        )
        host, port = self._registrar
        try:
            self._process.tell("soundcard use files")
            self._process.wait_line("Using wav files", limit_seconds)
            self._process.tell(f"register sip:{self.user}@{DOMAIN} sip:{host}:{port} {self._password}")
        except (OSError, TimeoutError):
            self.stop()
            raise

    def stop(self) -> None:
        """Switch off: it takes its registration back and closes what it recorded."""
        process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(OSError, TimeoutError):
                process.tell("quit")
                process.wait_end(5)
            process.stop()

    # What happens to it

    def wait_ringing(self, limit_seconds: float = 5) -> str:
        """Who calls, as it shows them."""
        return self._wait("Receiving new incoming call from (.*), assigned id", limit_seconds)[1]

    def wait_talking(self, limit_seconds: float = 5, times: int = 1) -> None:
        """Both can talk (again)."""
        self._wait("Media streams established", limit_seconds, times)

    # What it does

    def answer(self) -> None:
        """Pick up."""
        self._running.tell("answer")

    def hang_up(self) -> None:
        """Hang up."""
        self._running.tell("terminate")

    def hold(self) -> None:
        """Put the other side on hold (re-INVITE); returns once it has agreed.  It goes on playing what it said."""
        self._running.tell("pause")
        self._wait("is now paused", 5)

    def resume(self) -> None:
        """Take it off hold again; returns once it has agreed."""
        self._running.tell("resume")
        self.wait_talking(times=2)

    def say(self, sound: Path) -> None:
        """Play a WAV into the call, again and again."""
        self._running.tell(f"play {sound}")

    def record(self) -> None:
        """Record what it hears from here on."""
        self._running.tell(f"record {self.recording}")

    # Plumbing

    @property
    def _running(self) -> PeerProcess:
        if self._process is None:
            raise RuntimeError(f"{self.user} is switched off")
        return self._process

    def _wait(self, pattern: str, limit_seconds: float, times: int = 1) -> re.Match[str]:
        return self._running.wait_line(pattern, limit_seconds, count=times)

    def _settings(self) -> str:
        return f"""[sip]
sip_port={free_port()}
sip_tcp_port=0
sip_tls_port=0
bind_address=127.0.0.1
use_ipv6=0
guess_hostname=0
register_only_when_network_is_up=0
[rtp]
audio_rtp_port={free_port(2)}
[sound]
echocancellation=0
"""

    def __enter__(self) -> "LinphonePhone":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
