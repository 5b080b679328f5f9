"""A telephone of the household, played by baresip: it rings, answers, talks and records what it hears."""

from __future__ import annotations

import json
import socket
import threading
import time
from array import array
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from tests.peers.correlation import share_heard
from tests.peers.kamailio import DOMAIN
from tests.peers.needs import require
from tests.peers.ports import free_port
from tests.peers.process import PeerProcess
from tests.peers.rtp_pcap import read_wav, write_wav

_MODULES = Path("/usr/lib/baresip/modules")
_SILENCE_SECONDS = 120
_WAV_HEAD_BYTES = 44


@dataclass(frozen=True, slots=True)
class PhoneEvent:
    """Something baresip told us: `REGISTER_OK`, `CALL_INCOMING`, `CALL_ESTABLISHED`, `CALL_CLOSED` …"""

    kind: str
    at: float
    """`time.monotonic()`."""
    peer: str
    """The URI of the other side, empty for registrations."""
    detail: str
    """Why a call was closed, for example."""


class BaresipPhone:
    """Registers at a box and does as told.

    with BaresipPhone(tmp_path, "phone1", "secret", ("127.0.0.1", 5060)) as phone:
        phone.wait_ringing()
        phone.answer()
    """

    def __init__(
        self,
        folder: Path,
        user: str,
        password: str,
        registrar: tuple[str, int],
        auto_answer: bool = False,
        says: Path | None = None,
        codecs: str = "PCMA/8000/1,PCMU/8000/1",
        domain: str = DOMAIN,
        registers: bool = True,
    ) -> None:
        """`says`: WAV it plays into a call (8 kHz mono 16-bit); None: it is mute."""
        self._registers = registers
        self.user = user
        self.events: list[PhoneEvent] = []
        self._folder = folder / f"phone-{user}"
        self._password, self._registrar, self._domain = password, registrar, domain
        self._auto_answer, self._says, self._codecs = auto_answer, says, codecs
        # baresip takes the next port too, for TLS.
        self.sip_port = free_port(2)
        self._control_port = free_port()
        self._changed = threading.Condition()
        self._process: PeerProcess | None = None
        self._control: socket.socket | None = None

    def start(self, limit_seconds: float = 10) -> None:
        """Switch on and return once registered."""
        program = require("baresip")
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / "config").write_text(self._config(), encoding="utf-8")
        (self._folder / "accounts").write_text(self._account(), encoding="utf-8")
        (self._folder / "contacts").write_text("", encoding="utf-8")
        self._with_silence(self._says, "says.wav")
        self._process = PeerProcess(
            [program, "-f", str(self._folder), "-4"], self._folder, f"phone {self.user}"
        )
        try:
            self._process.wait_line("baresip is ready", limit_seconds)
            self._control = socket.create_connection(("127.0.0.1", self._control_port), limit_seconds)
            self._control.settimeout(None)
            threading.Thread(
                target=self._read_control, name=f"phone {self.user} control", daemon=True
            ).start()
            # Asked of its output, because the registration may come before the control connection.
            if self._registers:
                self._process.wait_line(r"\} 200 OK .*binding", limit_seconds)
        except (OSError, TimeoutError):
            self.stop()
            raise

    def stop(self) -> None:
        """Switch off."""
        if self._process is not None:
            self._process.stop()
            self._process = None
        if self._control is not None:
            self._control.close()
            self._control = None

    # What happens to it

    def wait_ringing(self, limit_seconds: float = 5, times: int = 1) -> PhoneEvent:
        """The moment it began to ring (for the `times`th time)."""
        return self._wait("CALL_INCOMING", limit_seconds, times)

    def wait_established(self, limit_seconds: float = 5, times: int = 1) -> PhoneEvent:
        """The moment both sides could talk."""
        return self._wait("CALL_ESTABLISHED", limit_seconds, times)

    def wait_cancelled(self, limit_seconds: float = 5, times: int = 1) -> PhoneEvent:
        """The moment it stopped ringing without having been answered."""
        event = self._wait("CALL_CLOSED", limit_seconds, times)
        with self._changed:
            before = [each.kind for each in self.events[: self.events.index(event)]]
        since_ringing = before[len(before) - before[::-1].index("CALL_INCOMING") :]
        if "CALL_ESTABLISHED" in since_ringing:
            raise AssertionError(f"{self.user} was not cancelled: the call was answered, then ended")
        return event

    def wait_hung_up(self, limit_seconds: float = 5, times: int = 1) -> PhoneEvent:
        """The moment a call ended, whoever ended it."""
        return self._wait("CALL_CLOSED", limit_seconds, times)

    def wait_keys(self, count: int, limit_seconds: float = 5) -> str:
        """The keys the other side has pressed, once there are `count`."""
        self._wait("CALL_DTMF_START", limit_seconds, count)
        return "".join(event.detail for event in self.heard_of("CALL_DTMF_START"))

    def wait_heard(self, sound: array[int], limit_seconds: float = 10, share: float = 0.8) -> None:
        """Once what it has recorded so far holds so much of this sound, whatever a jitter buffer moved in it."""
        deadline, best, pause = time.monotonic() + limit_seconds, 0.0, threading.Event()
        while time.monotonic() < deadline:
            for recording in self.recordings:
                # Its length is written into the head of the file at the end only.
                written = recording.read_bytes()[_WAV_HEAD_BYTES:]
                samples = array("h", written[: len(written) // 2 * 2])
                best = max(best, share_heard(sound, samples) if samples else 0.0)
            if best >= share:
                return
            pause.wait(0.2)
        raise TimeoutError(f"{self.user} did not hear it; at best {best:.0%} of it were there")

    def heard_of(self, kind: str) -> list[PhoneEvent]:
        """Every event of that kind so far."""
        with self._changed:
            return [event for event in self.events if event.kind == kind]

    @property
    def is_ringing(self) -> bool:
        """Whether a call is waiting to be answered right now."""
        with self._changed:
            last = [each.kind for each in self.events if each.kind.startswith("CALL_")]
        return bool(last) and last[-1] == "CALL_INCOMING"

    @property
    def recordings(self) -> list[Path]:
        """What it heard, a WAV for each call (complete once the call has ended)."""
        return sorted(self._folder.glob("dump-*-dec.wav"))

    # What it does

    def answer(self) -> None:
        """Pick up."""
        self._command("accept")

    def hang_up(self) -> None:
        """Hang up, or decline while ringing."""
        self._command("hangup")

    def dial(self, uri: str) -> None:
        """Call somebody."""
        self._command("dial", uri)

    def hold(self) -> None:
        """Put the other side on hold (re-INVITE); returns once it has agreed.

        From here on this baresip (1.0) decodes nothing any more, whoever the other side is: what was said
        after a hold must be listened for at the other end.  It still sends, and keys it still understands.
        """
        self._offer_anew("hold")

    def resume(self) -> None:
        """Take it off hold again; returns once it has agreed."""
        self._offer_anew("resume")

    def press(self, keys: str) -> None:
        """Press keys in the call (RFC 4733)."""
        self._command("sndcode", keys)

    def say_now(self, sound: Path) -> None:
        """Play another WAV into the call, instead of what it was saying."""
        self._command("ausrc", f"aufile,{self._with_silence(sound, f'says-{sound.name}')}")

    # Plumbing

    def _with_silence(self, sound: Path | None, name: str) -> Path:
        """baresip hangs up at the end of its file, so silence follows what it says."""
        says = read_wav(sound) if sound else array("h")
        return write_wav(self._folder / name, says + array("h", bytes(2 * 8000 * _SILENCE_SECONDS)))

    def _offer_anew(self, command: str) -> None:
        agreed = len(self.heard_of("CALL_REMOTE_SDP"))
        self._command(command)
        self._wait("CALL_REMOTE_SDP", 5, agreed + 1)

    def _wait(self, kind: str, limit_seconds: float, times: int) -> PhoneEvent:
        deadline = time.monotonic() + limit_seconds
        with self._changed:
            while True:
                found = [event for event in self.events if event.kind == kind]
                if len(found) >= times:
                    return found[times - 1]
                if not self._changed.wait(deadline - time.monotonic()):
                    met = [event.kind for event in self.events]
                    raise TimeoutError(
                        f"{self.user}: no {kind} number {times} in {limit_seconds:g} s; met {met}"
                    )

    def _command(self, command: str, parameters: str = "") -> None:
        if self._control is None:
            raise RuntimeError(f"{self.user} is switched off")
        text = json.dumps({"command": command, "params": parameters, "token": command}).encode()
        self._control.sendall(str(len(text)).encode() + b":" + text + b",")

    def _read_control(self) -> None:
        """Netstrings of JSON, events and answers to commands alike."""
        control, buffer = self._control, b""
        assert control is not None
        while True:
            try:
                chunk = control.recv(65535)
            except OSError:
                return
            if not chunk:
                return
            buffer += chunk
            while b":" in buffer:
                length, _, rest = buffer.partition(b":")
                size = int(length)
                if len(rest) < size + 1:
                    break
                self._take(json.loads(rest[:size]))
                buffer = rest[size + 1 :]

    def _take(self, message: dict[str, object]) -> None:
        if not message.get("event"):
            return
        event = PhoneEvent(
            kind=str(message.get("type", "")),
            at=time.monotonic(),
            peer=str(message.get("peeruri", "")),
            detail=str(message.get("param", "")),
        )
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    def _account(self) -> str:
        host, port = self._registrar
        options = {
            "auth_user": self.user,
            "auth_pass": self._password,
            "outbound": f'"sip:{host}:{port}"',
            "regint": "300" if self._registers else "0",
            "answermode": "auto" if self._auto_answer else "manual",
            "audio_codecs": self._codecs,
        }
        written = "".join(f";{name}={value}" for name, value in options.items())
        return f"<sip:{self.user}@{self._domain};transport=udp>{written}\n"

    def _config(self) -> str:
        first_rtp = free_port(16)
        lines = [
            "poll_method epoll",
            f"sip_listen 127.0.0.1:{self.sip_port}",
            "net_interface 127.0.0.1",
            "call_local_timeout 120",
            "call_max_calls 4",
            f"module_path {_MODULES}",
            f"audio_player aufile,{self._folder}/played.wav",
            f"audio_source aufile,{self._folder}/says.wav",
            "audio_alert aufile,/dev/null",
            "ausrc_srate 8000",
            "auplay_srate 8000",
            "audio_channels 1",
            "audio_buffer 20-160",
            f"rtp_ports {first_rtp}-{first_rtp + 15}",
            "jitter_buffer_delay 1-5",
            "module g711.so",
            "module aufile.so",
            "module sndfile.so",
            f"snd_path {self._folder}",
            "module_app account.so",
            "module_app contact.so",
            "module_app menu.so",
            "module_app ctrl_tcp.so",
            f"ctrl_tcp_listen 127.0.0.1:{self._control_port}",
            "ring_aufile none",
            "ringback_disabled yes",
        ]
        return "\n".join(lines) + "\n"

    def __enter__(self) -> BaresipPhone:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
