"""Keeps strangers away from the SIP stack: the kernel drops what does not come from the box.

A classic BPF filter (`SO_ATTACH_FILTER`, socket(7)) on a stack's own sockets lets through only packets
whose IPv4 source is on a list.  It needs no privilege, costs nothing, and what it drops never
reaches the C parser.  PJSIP does not hand its out, so they are found by their local port.
"""

import ctypes
import os
import socket
import struct
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Network

SO_ATTACH_FILTER = 26
SO_ATTACH_REUSEPORT_CBPF = 51

# BPF opcodes (linux/filter.h) and SKF_NET_OFF: offsets from there count from the IP header,
# so the same program serves UDP and TCP sockets.
_LOAD_WORD = 0x20
_LOAD_HALF = 0x28
_AND = 0x54
_JUMP_EQUAL = 0x15
_RETURN = 0x06
_NET_OFFSET = 0xFFF00000
_SOURCE_ADDRESS = _NET_OFFSET + 12
_SOURCE_PORT = _NET_OFFSET + 20
_ACCEPT_ALL_BYTES = 0x40000
_INVITE_BEGINS = int.from_bytes(b"INVI", "big")

_MAX_SOURCES = 80
"""A jump offset is one byte and each source takes three instructions; nobody has 80 boxes."""


def _instruction(code: int, jump_true: int, jump_false: int, value: int) -> bytes:
    return struct.pack("HBBI", code, jump_true, jump_false, value)


def sources_filter(sources: Iterable[str], source_port: int | None = None) -> bytes:
    """A BPF program that accepts only these IPv4 addresses and networks (and only this port, when given).

    An empty list accepts nothing: closed is the safe side until addresses are known.
    """
    networks = sorted({IPv4Network(source, strict=False) for source in sources})[:_MAX_SOURCES]
    drop = _instruction(_RETURN, 0, 0, 0)
    accept = _instruction(_RETURN, 0, 0, _ACCEPT_ALL_BYTES)
    program = b""
    for position, network in enumerate(networks):
        to_accept = 3 * (len(networks) - position - 1) + 1
        program += _instruction(_LOAD_WORD, 0, 0, _SOURCE_ADDRESS)
        program += _instruction(_AND, 0, 0, int(network.netmask))
        program += _instruction(_JUMP_EQUAL, to_accept, 0, int(network.network_address))
    program += drop
    if source_port is not None:
        program += _instruction(_LOAD_HALF, 0, 0, _SOURCE_PORT)
        program += _instruction(_JUMP_EQUAL, 1, 0, source_port) + drop
    return program + accept


def invites_second() -> bytes:
    """A BPF program that chooses among sockets on one UDP port: the second for INVITEs, else the first."""
    return (
        _instruction(_LOAD_WORD, 0, 0, 0)
        + _instruction(_JUMP_EQUAL, 0, 1, _INVITE_BEGINS)
        + _instruction(_RETURN, 0, 0, 1)
        + _instruction(_RETURN, 0, 0, 0)
    )


def attach(sock: socket.socket, program: bytes) -> None:
    """Put the program on the socket, replacing the one before.  Raises OSError when refused."""
    _set_program(sock, SO_ATTACH_FILTER, program)


def attach_reuseport(sock: socket.socket, program: bytes) -> None:
    """Let the program choose among all sockets on this one's port, numbered as they were bound.

    Raises OSError when refused (Linux before 4.5).
    """
    _set_program(sock, SO_ATTACH_REUSEPORT_CBPF, program)


def _set_program(sock: socket.socket, option: int, program: bytes) -> None:
    buffer = ctypes.create_string_buffer(program, len(program))
    description = struct.pack("HL", len(program) // 8, ctypes.addressof(buffer))
    sock.setsockopt(socket.SOL_SOCKET, option, description)


def own_sockets(kind: int) -> Iterator[tuple[int, tuple[str, int]]]:
    """Descriptor, local address and port of every IPv4 socket of this kind that the process has."""
    for name in os.listdir("/proc/self/fd"):
        try:
            if not os.readlink(f"/proc/self/fd/{name}").startswith("socket:"):
                continue
            with socket.socket(fileno=os.dup(int(name))) as candidate:
                if candidate.family == socket.AF_INET and candidate.type == kind:
                    yield int(name), candidate.getsockname()
        except OSError:
            # Closed by another thread meanwhile.
            continue


def descriptor_of(port: int, kind: int, address: str = "") -> int:
    """This process's descriptor of the IPv4 socket of this kind on this local port.

    Raises LookupError when there is none, which also means: no lock, so do not open the line.
    """
    for descriptor, (local_address, local_port) in own_sockets(kind):
        if local_port == port and (not address or local_address == address):
            return descriptor
    raise LookupError(f"no open socket on local port {port}")


def lock(descriptor: int, sources: Iterable[str], source_port: int | None = None) -> None:
    """Let only these sources reach the socket behind the descriptor.  Raises OSError when refused."""
    with socket.socket(fileno=os.dup(descriptor)) as sock:
        attach(sock, sources_filter(sources, source_port))
