"""Python's websockets against the server at BASE_URL: python3 -m unittest websockets_test"""

import asyncio
import functools
import json
import os
import secrets
import unittest

import websockets

BASE = os.environ.get("BASE_URL", "http://localhost:8000").replace("http", "ws", 1)
LARGEST = 65_536
PATIENCE = 60

connect = functools.partial(websockets.connect, open_timeout=PATIENCE)


def fresh_room():
    return "py-" + secrets.token_hex(4)


async def frame(socket, kind):
    """The next frame of this type; others before it are dropped."""
    while True:
        received = json.loads(await asyncio.wait_for(socket.recv(), PATIENCE))
        if received["type"] == kind:
            return received


def padded(size):
    return json.dumps({"type": "ping", "id": "large"}).ljust(size)


class WebsocketsTest(unittest.IsolatedAsyncioTestCase):
    async def test_connects_joins_says_something_and_closes(self):
        room = fresh_room()
        async with connect(f"{BASE}/ws") as ann:
            await ann.send(json.dumps({"type": "hello", "name": "Ann"}))
            self.assertEqual("Ann", (await frame(ann, "welcome"))["user"]["name"])
            await ann.send(json.dumps({"type": "join", "id": 1, "room": room}))
            await frame(ann, "joined")
            await ann.send(json.dumps({"type": "say", "id": 2, "room": room, "text": "grüß dich 🚀"}))
            self.assertEqual("grüß dich 🚀", (await frame(ann, "message"))["text"])
            await ann.close(1000)
        self.assertEqual(1000, ann.close_code)

    async def test_sends_64_KiB_and_is_closed_for_one_byte_more(self):
        async with connect(f"{BASE}/ws/{fresh_room()}") as ann:
            await frame(ann, "joined")
            await ann.send(padded(LARGEST))
            self.assertEqual("large", (await frame(ann, "pong"))["id"])
            await ann.send(padded(LARGEST + 1))
            self.assertIs(False, (await frame(ann, "bye"))["reconnect"])
            await asyncio.wait_for(ann.wait_closed(), PATIENCE)
        self.assertEqual(1009, ann.close_code)

    async def test_sends_fragments_and_pings(self):
        async with connect(f"{BASE}/ws/{fresh_room()}") as ann:
            await frame(ann, "joined")
            await ann.send(['{"type":"say",', "", '"text":"in ', 'pieces"}'])
            self.assertEqual("in pieces", (await frame(ann, "message"))["text"])
            await asyncio.wait_for(await ann.ping(b"are you there?"), PATIENCE)

    async def test_is_cut_off_comes_back_and_gets_what_it_has_missed(self):
        room = fresh_room()
        async with connect(f"{BASE}/ws/{room}?name=Bob") as bob:
            await frame(bob, "joined")
            ann = await connect(f"{BASE}/ws/{room}")
            seen = await frame(ann, "joined")
            # Without a close frame: the connection just ends.
            ann.transport.abort()
            await asyncio.wait_for(ann.wait_closed(), PATIENCE)
            for text in ("one", "two", "three"):
                await bob.send(json.dumps({"type": "say", "text": text}))
                await frame(bob, "message")
            async with connect(f"{BASE}/ws") as back:
                since = {"epoch": seen["epoch"], "seq": seen["seq"]}
                await back.send(json.dumps({"type": "join", "room": room, "since": since}))
                joined = await frame(back, "joined")
                self.assertEqual((True, seen["seq"] + 3), (joined["recovered"], joined["seq"]))
                missed = [await frame(back, "message") for _ in range(3)]
                self.assertEqual(["one", "two", "three"], [message["text"] for message in missed])
                self.assertEqual([seen["seq"] + n for n in (1, 2, 3)], [message["seq"] for message in missed])


if __name__ == "__main__":
    unittest.main()
