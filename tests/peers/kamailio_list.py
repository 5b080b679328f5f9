"""The yardstick for speed: Kamailio answering INVITEs from a big list of its own, with nothing else to do."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

from tests.peers.needs import require
from tests.peers.process import PeerProcess


class KamailioList:
    """Rejects callers that are on its list with 603 and everybody else with 404.

    The list is a prefix tree in memory (module mtree), read from an SQLite file at the start: a million
    numbers take some ten seconds and over a gigabyte, so keep that for benchmarks.
    """

    def __init__(self, folder: Path, sip_port: int, numbers: Iterable[str], host: str = "127.0.0.1") -> None:
        """`numbers`: digits only, without `+`; a shorter one stands for all that begin with it."""
        self.host, self.sip_port = host, sip_port
        self._folder = folder / f"kamailio-list-{sip_port}"
        self._numbers = numbers
        self._process: PeerProcess | None = None

    def start(self, limit_seconds: float = 60) -> None:
        """Write the list, start, and return once it serves."""
        program = require("kamailio")
        self._folder.mkdir(parents=True, exist_ok=True)
        database = self._folder / "list.sqlite"
        count = _write_list(database, self._numbers)
        config = self._folder / "list.cfg"
        text = _CONFIG.replace("@HOST@", self.host).replace("@PORT@", str(self.sip_port))
        config.write_text(text.replace("@DATABASE@", str(database)), encoding="utf-8")
        shared_mb = 64 + count * 600 // 1_000_000
        memory = ["-m", str(shared_mb), "-M", str(64 + count * 1000 // 1_000_000)]
        command = [program, "-f", str(config), "-DD", "-E", *memory, "-Y", str(self._folder)]
        self._process = PeerProcess(command, self._folder, "kamailio with a list")
        try:
            self._process.wait_line("LIST READY", limit_seconds)
        except TimeoutError:
            self.stop()
            raise

    @property
    def process_id(self) -> int:
        """The main process; its workers are its children."""
        if self._process is None:
            raise RuntimeError("not started")
        return self._process.process.pid

    def stop(self) -> None:
        """End it."""
        if self._process is not None:
            self._process.stop()
            self._process = None

    def __enter__(self) -> "KamailioList":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _write_list(path: Path, numbers: Iterable[str]) -> int:
    path.unlink(missing_ok=True)
    database = sqlite3.connect(path)
    database.execute("PRAGMA journal_mode = OFF")
    database.execute("CREATE TABLE version (table_name VARCHAR(32) PRIMARY KEY, table_version INTEGER)")
    database.execute("INSERT INTO version VALUES ('mtree', 1)")
    database.execute("CREATE TABLE mtree (id INTEGER PRIMARY KEY, tprefix VARCHAR(32), tvalue VARCHAR(128))")
    rows = ((number,) for number in numbers)
    count = database.executemany("INSERT INTO mtree (tprefix, tvalue) VALUES (?, '1')", rows).rowcount
    database.commit()
    database.close()
    return count


_CONFIG = """#!KAMAILIO
debug=1
log_stderror=yes
children=2
auto_aliases=no
disable_core_dump=yes
listen=udp:@HOST@:@PORT@
loadmodule "kex.so"
loadmodule "sl.so"
loadmodule "pv.so"
loadmodule "textops.so"
loadmodule "siputils.so"
loadmodule "xlog.so"
loadmodule "db_sqlite.so"
loadmodule "mtree.so"
modparam("mtree", "db_url", "sqlite:///@DATABASE@")
modparam("mtree", "mtree", "name=listed;dbtable=mtree;type=0")
modparam("mtree", "char_list", "0123456789")
modparam("mtree", "pv_value", "$var(value)")
modparam("mtree", "mt_tree_type", 0)

event_route[core:worker-one-init] { xlog("L_ALERT", "LIST READY\\n"); }

request_route {
  if (is_method("ACK")) exit;
  if (!is_method("INVITE")) { sl_send_reply("200", "OK"); exit; }
  $var(caller) = $(fU{s.rm,+});
  if (mt_match("listed", "$var(caller)", "0")) { sl_send_reply("603", "Decline"); exit; }
  sl_send_reply("404", "Not Listed");
}
"""
