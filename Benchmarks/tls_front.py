"""A TLS front for a plain server on loopback: what a client pays for handshakes and certificates.

    tls_front.py PORT CERTIFICATES [ADDRESS OWN-PORT NAME...]

Writes to CERTIFICATES this machine's authorities and its own, prints its port, and hands on what comes to PORT of
127.0.0.1. Listens on any port of 127.0.0.1, or where it is told, by these names. Ends with its standard input.
"""

import asyncio
import contextlib
import ssl
import sys
from pathlib import Path

import trustme

# Where the systems that we measure on keep their authorities: a client reads all of them, as it would for AWS.
BUNDLES = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"]


def certificates(path, names):
    authority = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(*names).configure_cert(context)
    machine = next((Path(bundle).read_bytes() for bundle in BUNDLES if Path(bundle).exists()), b"")
    Path(path).write_bytes(machine + authority.cert_pem.bytes())
    return context


async def pump(reader, writer):
    with contextlib.suppress(ConnectionError, ssl.SSLError, asyncio.CancelledError):
        while piece := await reader.read(65536):
            writer.write(piece)
            await writer.drain()
    writer.close()


async def main(port, path, address="127.0.0.1", own=0, *names):
    async def relay(reader, writer):
        with contextlib.suppress(ConnectionError, asyncio.CancelledError):
            upstream, downstream = await asyncio.open_connection("127.0.0.1", int(port))
            await asyncio.gather(pump(reader, downstream), pump(upstream, writer))

    server = await asyncio.start_server(
        relay, address, int(own), ssl=certificates(path, names or [address]))
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


asyncio.run(main(*sys.argv[1:]))
