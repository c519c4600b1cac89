"""A network with a delay, for kernels whose tc has no netem.

Each host is a network namespace with a TUN device of the same name. What a host sends is handed to the host of its
destination address MILLISECONDS later, in the order in which it was sent. Packets are passed on as the kernel gives
them: up to 64 kB that it would have cut into segments of the device's MTU (TCP segmentation offload, as network cards
do it), so that TCP counts segments of the MTU and Python handles few packets.

Usage: link.py DEVICE MILLISECONDS ADDRESS=NAMESPACE...
Prints `ready` when packets flow; ends when it is killed.
"""
import collections
import ctypes
import fcntl
import os
import select
import socket
import struct
import sys
import time

# linux/if_tun.h
TUNSETIFF, TUNSETOFFLOAD = 0x400454CA, 0x400454D0
IFF_TUN, IFF_NO_PI, IFF_VNET_HDR = 0x0001, 0x1000, 0x4000
TUN_F_CSUM, TUN_F_TSO4 = 0x01, 0x02
CLONE_NEWNET = 0x40000000
HEADER = 10  # bytes of virtio_net_hdr before each packet
LARGEST = HEADER + 65535
BURST = 64  # packets read from one host before the others have their turn


def attach(namespace, device):
    """The open end of a namespace's device. This process stays in the namespace that it entered last."""
    with open(f"/run/netns/{namespace}") as entry:
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.setns(entry.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), f"cannot enter the namespace {namespace}")
    end = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(end, TUNSETIFF, struct.pack("16sH22x", device.encode(), IFF_TUN | IFF_NO_PI | IFF_VNET_HDR))
    fcntl.ioctl(end, TUNSETOFFLOAD, TUN_F_CSUM | TUN_F_TSO4)
    return end


def forward(ends, delay):
    """`ends`: destination address (4 bytes) to file descriptor; `delay` in nanoseconds."""
    sources = list(ends.values())
    waiting = collections.deque()  # (time due, destination, packet); one delay for all keeps it in order of time
    while True:
        timeout = None
        if waiting:
            timeout = max(0, waiting[0][0] - time.monotonic_ns()) * 1e-9
        for source in select.select(sources, [], [], timeout)[0]:
            for _ in range(BURST):
                try:
                    packet = os.read(source, LARGEST)
                except BlockingIOError:
                    break
                destination = ends.get(packet[HEADER + 16:HEADER + 20])
                if destination is not None and packet[HEADER] >> 4 == 4:
                    waiting.append((time.monotonic_ns() + delay, destination, packet))
        now = time.monotonic_ns()
        while waiting and waiting[0][0] <= now:
            _, destination, packet = waiting.popleft()
            os.write(destination, packet)


def main():
    device, milliseconds, *hosts = sys.argv[1:]
    ends = {}
    for host in hosts:
        address, namespace = host.split("=")
        ends[socket.inet_aton(address)] = attach(namespace, device)
    print("ready", flush=True)
    forward(ends, round(float(milliseconds) * 1e6))


main()
