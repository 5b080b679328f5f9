"""What only the start has needed is given back, and nothing that anybody wrote is lost by it."""

import ctypes
import mmap
import subprocess
import sys
from pathlib import Path

from agent.sip.program_pages import give_back_program_pages

STARTED = """
import re, sqlite3, ssl, decimal
from pathlib import Path
from agent.sip.program_pages import give_back_program_pages

def of_files():
    return int(re.search(r"RssFile:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])

before = of_files()
give_back_program_pages()
print(before, of_files())
database = sqlite3.connect(":memory:")
assert database.execute("SELECT upper('still here')").fetchone() == ("STILL HERE",)
assert ssl.create_default_context().verify_mode == ssl.CERT_REQUIRED
assert decimal.Decimal(1) / 8 == decimal.Decimal("0.125")
"""


def test_most_of_what_the_start_has_mapped_is_given_back_and_the_program_goes_on() -> None:
    done = subprocess.run([sys.executable, "-c", STARTED], capture_output=True, text=True, check=True)
    before, after = map(int, done.stdout.split())
    assert after < before / 2, f"{before} kB of files before, {after} after"


def test_what_was_written_into_a_mapping_stays_even_when_it_is_read_only_by_now(tmp_path: Path) -> None:
    # As a library's relocated tables are: of a file, written to, then protected.
    file = tmp_path / "library"
    file.write_bytes(b"as in the file".ljust(mmap.PAGESIZE, b"\0"))
    with file.open("rb") as opened:
        relocated = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_COPY)
    relocated[:9] = b"relocated"
    libc = ctypes.CDLL(None)
    libc.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    address = ctypes.addressof(ctypes.c_char.from_buffer(relocated))
    assert libc.mprotect(address, mmap.PAGESIZE, mmap.PROT_READ) == 0
    give_back_program_pages()
    assert relocated[:9] == b"relocated"
