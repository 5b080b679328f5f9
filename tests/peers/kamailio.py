"""A box like those at home, played by Kamailio: telephones register, calls from outside ring them all."""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

from tests.peers.needs import require
from tests.peers.process import PeerProcess

DOMAIN = "fritz.box"
HOUSEHOLD_NUMBER = "0123456789"


class Kamailio:
    """Registrar with digest authentication and a proxy that forks in parallel (RFC 3261, section 16.7).

    - A call for `HOUSEHOLD_NUMBER` is a call from outside: it rings every registered user of `household` at
      once and tells them the called number (`P-Called-Party-ID`). Nobody needs a password for it.
    - Any other call must come from one of `users` (digest); it goes to the registered user it names, and
      `**9` rings everybody.
    - REFER, SUBSCRIBE and all within a dialog pass through.
    The location table is in memory, so `restart` forgets every registration.
    """

    def __init__(
        self,
        folder: Path,
        sip_port: int,
        users: Mapping[str, str],
        household: Sequence[str] | None = None,
        host: str = "127.0.0.1",
    ) -> None:
        """`users`: name to password. `household`: who rings for a call from outside; None: all of them."""
        self.host, self.sip_port = host, sip_port
        self.users = dict(users)
        self.household = tuple(users if household is None else household)
        self._folder = folder / f"kamailio-{sip_port}"
        self._process: PeerProcess | None = None

    def start(self, limit_seconds: float = 10) -> None:
        """Start and return once every worker serves."""
        program = require("kamailio")
        self._folder.mkdir(parents=True, exist_ok=True)
        config = self._folder / "box.cfg"
        config.write_text(_box_config(self), encoding="utf-8")
        command = [program, "-f", str(config), "-DD", "-E", "-m", "32", "-M", "4", "-Y", str(self._folder)]
        self._process = PeerProcess(command, self._folder, "kamailio")
        try:
            self._process.wait_line("BOX READY", limit_seconds)
        except TimeoutError:
            self.stop()
            raise

    def stop(self) -> None:
        """Go silent, as a box does whose plug is pulled."""
        if self._process is not None:
            self._process.stop()
            self._process = None

    def restart(self, limit_seconds: float = 10) -> float:
        """Come back with no registration; returns `time.monotonic()` of the moment it serves again."""
        self.stop()
        self.start(limit_seconds)
        return time.monotonic()

    def lose_power(self) -> None:
        """Not a word any more, and no ICMP either; `restart` brings it back."""
        self._running.freeze()

    def wait_registered(self, user: str, limit_seconds: float = 5, times: int = 1) -> None:
        """Return once `user` has registered (for the `times`th time) since the last start."""
        self._running.wait_line(f"BOX REGISTERED {user} ", limit_seconds, count=times)

    def wait_unregistered(self, user: str, limit_seconds: float = 5) -> None:
        """Return once `user` has taken its registration back."""
        self._running.wait_line(f"BOX GONE {user} ", limit_seconds)

    def wait_reply(self, status: int, limit_seconds: float = 5, from_port: int | None = None) -> None:
        """Return once some telephone (or the one on that port) has answered an INVITE with `status`."""
        port = r"\d+" if from_port is None else str(from_port)
        self._running.wait_line(rf"BOX REPLY {status} \S+:{port} ", limit_seconds)

    @property
    def lines(self) -> list[str]:
        """What it logged since the last start; our own lines begin with `BOX`."""
        return self._running.lines

    @property
    def _running(self) -> PeerProcess:
        if self._process is None:
            raise RuntimeError("this box is switched off")
        return self._process

    def __enter__(self) -> "Kamailio":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


_WORKERS = 2


def _box_config(box: Kamailio) -> str:
    passwords = "\n".join(f'  $sht(users=>{user})="{word}";' for user, word in box.users.items())
    forks = "\n".join(
        f'  if ($fU != "{user}" && registered("location", "sip:{user}@{DOMAIN}")) {{\n'
        f'    if ($var(found) == 0) $ru = "sip:{user}@{DOMAIN}"; else append_branch("sip:{user}@{DOMAIN}");\n'
        "    $var(found) = $var(found) + 1;\n  }"
        for user in box.household
    )
    config = _BOX_CONFIG
    for word, value in {
        "HOST": box.host,
        "PORT": str(box.sip_port),
        "DOMAIN": DOMAIN,
        "NUMBER": HOUSEHOLD_NUMBER,
        "WORKERS": str(_WORKERS),
        "PASSWORDS": passwords,
        "FORKS": forks,
    }.items():
        config = config.replace(f"@{word}@", value)
    return config


_BOX_CONFIG = """#!KAMAILIO
debug=1
log_stderror=yes
children=@WORKERS@
tcp_children=1
auto_aliases=no
disable_core_dump=yes
listen=udp:@HOST@:@PORT@
listen=tcp:@HOST@:@PORT@
alias="@DOMAIN@"
loadmodule "kex.so"
loadmodule "corex.so"
loadmodule "tm.so"
loadmodule "tmx.so"
loadmodule "sl.so"
loadmodule "rr.so"
loadmodule "pv.so"
loadmodule "maxfwd.so"
loadmodule "usrloc.so"
loadmodule "registrar.so"
loadmodule "textops.so"
loadmodule "siputils.so"
loadmodule "xlog.so"
loadmodule "auth.so"
loadmodule "htable.so"
modparam("usrloc", "db_mode", 0)
modparam("registrar", "max_expires", 3600)
modparam("registrar", "min_expires", 10)
modparam("registrar", "gruu_enabled", 0)
modparam("auth", "nonce_expire", 300)
modparam("tm", "fr_timer", 5000)
modparam("tm", "fr_inv_timer", 60000)
modparam("htable", "htable", "users=>size=6;")

event_route[htable:mod-init] {
@PASSWORDS@
}
event_route[core:worker-one-init] { xlog("L_ALERT", "BOX READY\\n"); }

request_route {
  if (!mf_process_maxfwd_header("20")) { sl_send_reply("483", "Too Many Hops"); exit; }
  if (is_method("OPTIONS") && uri == myself && $rU == $null) { sl_send_reply("200", "OK"); exit; }
  if (is_method("CANCEL")) { if (t_check_trans()) t_relay(); exit; }
  if (has_totag()) {
    if (loose_route()) { route(RELAY); }
    if (is_method("ACK")) { if (t_check_trans()) t_relay(); exit; }
    if (!(uri == myself)) { route(RELAY); }
    sl_send_reply("481", "No Such Call"); exit;
  }
  t_check_trans();
  if (is_method("REGISTER")) { route(REGISTER); }
  record_route();
  if (is_method("INVITE") && $rU == "@NUMBER@") { route(FROM_OUTSIDE); }
  if (!pv_auth_check("@DOMAIN@", "$sht(users=>$au)", "0", "0")) { auth_challenge("@DOMAIN@", "0"); exit; }
  consume_credentials();
  if ($rU == "**9") { route(RING_ALL); }
  if (!lookup("location")) { sl_send_reply("404", "Nobody Here"); exit; }
  route(RELAY);
}

route[REGISTER] {
  if (!pv_auth_check("@DOMAIN@", "$sht(users=>$au)", "0", "0")) {
    if ($hdr(Authorization) != $null) xlog("L_ALERT", "BOX REFUSED $tU $si:$sp\\n");
    auth_challenge("@DOMAIN@", "0"); exit;
  }
  consume_credentials();
  save("location");
  if (registered("location", "sip:$tU@@DOMAIN@")) xlog("L_ALERT", "BOX REGISTERED $tU $si:$sp $ct\\n");
  else xlog("L_ALERT", "BOX GONE $tU $si:$sp\\n");
  exit;
}

route[FROM_OUTSIDE] {
  xlog("L_ALERT", "BOX CALL $ci from $fu\\n");
  remove_hf("P-Called-Party-ID");
  append_hf("P-Called-Party-ID: <sip:@NUMBER@@@DOMAIN@>\\r\\n");
  route(RING_ALL);
}

route[RING_ALL] {
  $var(found) = 0;
@FORKS@
  if ($var(found) == 0) { sl_send_reply("480", "Nobody Registered"); exit; }
  if (!lookup_branches("location")) { sl_send_reply("480", "Nobody Registered"); exit; }
  route(RELAY);
}

route[RELAY] {
  if (is_method("INVITE")) t_on_reply("REPLY");
  if (!t_relay()) sl_reply_error();
  exit;
}

onreply_route[REPLY] { xlog("L_ALERT", "BOX REPLY $rs $si:$sp $ci\\n"); }
"""
