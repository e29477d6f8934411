"""A mail server for the tests: takes mails and writes each to a file.

Arguments: port, directory for mails, certificate and key (or - for none), user and password (or -).
Refuses the receivers whose names begin with no (550) and later (451).
"""

import os
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
import asyncio

port, directory, certificate, key, user, password = sys.argv[1:7]


class Handler:
    def __init__(self):
        self.count = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("no"):
            return "550 there is no such receiver"
        if address.startswith("later"):
            return "451 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.count += 1
        name = os.path.join(directory, "%06d" % self.count)
        with open(name + ".tmp", "wb") as out:
            out.write(("X-To: %s\r\n" % ",".join(envelope.rcpt_tos)).encode())
            out.write(envelope.content)
        os.rename(name + ".tmp", name + ".mail")
        return "250 taken"


def authenticator(server, session, envelope, mechanism, data):
    right = (
        isinstance(data, LoginPassword)
        and data.login == user.encode()
        and data.password == password.encode()
    )
    return AuthResult(success=right)


settings = {}
if certificate != "-":
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    settings.update(tls_context=context, require_starttls=True)
if user != "-":
    settings.update(authenticator=authenticator, auth_required=True)


async def main():
    loop = asyncio.get_running_loop()
    handler = Handler()
    handler.count = len([n for n in os.listdir(directory) if n.endswith(".mail")])
    server = await loop.create_server(
        lambda: SMTP(handler, hostname="localhost", **settings), "127.0.0.1", int(port)
    )
    print("ready", flush=True)
    async with server:
        await server.serve_forever()


asyncio.run(main())
