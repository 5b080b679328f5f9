"""Who a server is and where it lives: reads host names and addresses, asks the kernel for the way there."""

import ipaddress
import socket


def host_of(server: str) -> str:
    """`fritz.box` of `fritz.box:5060` or `sip:fritz.box:5060`."""
    return server.removeprefix("sip:").split(";")[0].rsplit(":", 1)[0] if server else ""


def phone_host(phone: str) -> str:
    """`192.0.2.20` of `sip:salon@192.0.2.20:5060;transport=udp`."""
    return host_of(phone.rpartition("@")[2])


def is_local(address: str) -> bool:
    """True for an address or network at home, where asking often costs nobody anything."""
    network = ipaddress.ip_network(address, strict=False)
    return network.is_private or network.is_loopback or network.is_link_local


def local_address_towards(address: str) -> str:
    """The address of ours that packets to this one leave from.  Raises OSError without a route."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect((address, 9))
        name: str = probe.getsockname()[0]
    return name
