"""What holds for all that comes from the web: how long and how much, and from which addresses.

A list of URLs from elsewhere must not read what stands in this network: it would come out as records.
"""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

PATIENCE_TO_CONNECT, PATIENCE_FOR_MORE = 15.0, 60.0
"""Seconds for a connection to be made, and for the next bytes to come."""
LONGEST_FETCH = 1800.0
"""Seconds for one document or archive in all, however steadily it comes: 5 GB at 3 MB a second."""
LARGEST_FETCHED = 5_000_000_000
"""Bytes of one archive that is fetched, to the disk; of a PDF see LARGEST_DOCUMENT."""
LONGEST_CHAIN = 10
"""Redirects that are followed."""

NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
"""IPv6 addresses whose last 32 bits are an IPv4 address, to which a gateway passes them on (RFC 6052, RFC 8215)."""


def is_private(address: str) -> bool:
    """Tell whether an address is not one of the public internet: loopback, link-local, private, reserved, multicast.

    Also an IPv6 address that carries such an IPv4 address, in whichever way.

    Args:
        address: in digits, as a socket gives it; with or without its zone (`fe80::1%eth0`).

    Raises:
        ValueError: it is no address.
    """
    found = ip_address(address.partition("%")[0])
    return any(not each.is_global or each.is_multicast for each in (found, *_carried(found)))


def _carried(address: IPv4Address | IPv6Address) -> list[IPv4Address]:
    if isinstance(address, IPv4Address):
        return []
    teredo = address.teredo or ()
    nat64 = [IPv4Address(int(address) & 0xFFFFFFFF)] if any(address in net for net in NAT64) else []
    return [*filter(None, (address.ipv4_mapped, address.sixtofour, *teredo)), *nat64]
