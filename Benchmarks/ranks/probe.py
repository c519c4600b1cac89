"""Round trips and rate of the link between the first two hosts, from the first one.

Usage: hosts.sh [OPTION...] --alone -- python3 probe.py
"""
import socket
import statistics
import subprocess
import sys
import time

PORT = 7000
ADDRESS = ("10.77.0.2", PORT)
ROUNDS, MEGABYTES = 200, 400


def serve():
    """Echoes datagrams, then takes one stream and answers its end with one byte."""
    echo = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    echo.bind(("", PORT))
    stream = socket.create_server(("", PORT))
    print("ready", flush=True)
    for _ in range(ROUNDS):
        echo.sendto(*echo.recvfrom(64))
    connection, _ = stream.accept()
    while connection.recv(1 << 20):
        pass
    connection.sendall(b".")


def main():
    if sys.argv[1:] == ["serve"]:
        return serve()
    server = subprocess.Popen(
        ["ip", "netns", "exec", "limber-host-2", sys.executable, __file__, "serve"], stdout=subprocess.PIPE)
    server.stdout.readline()
    echo = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    trips = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        echo.sendto(b".", ADDRESS)
        echo.recv(64)
        trips.append((time.perf_counter() - start) * 1e3)
    trips.sort()
    print(f"round trip: median {statistics.median(trips):.3f} ms, 5 to 95 %: "
          f"{trips[ROUNDS // 20]:.3f} to {trips[-1 - ROUNDS // 20]:.3f} ms")
    block = bytes(1 << 20)
    with socket.create_connection(ADDRESS) as stream:
        start = time.perf_counter()
        for _ in range(MEGABYTES):
            stream.sendall(block)
        stream.shutdown(socket.SHUT_WR)
        stream.recv(1)
        seconds = time.perf_counter() - start
    print(f"TCP: {MEGABYTES} MiB in {seconds:.2f} s, {MEGABYTES * len(block) / seconds / 1e6:.0f} MB/s")
    server.wait()


main()
