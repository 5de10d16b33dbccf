// uWebSockets.js with its own publish and subscribe, in C++: node uws.js PORT

import uWS from '@btc-vision/uwebsockets.js';
import { Rooms, joined, message, newUser, ok, roomOf, say, welcome } from './chat.js';

const rooms = new Rooms();
const app = uWS.App();
const text = new TextDecoder();

app.ws('/ws/*', {
  maxPayloadLength: 64 * 1024,
  maxBackpressure: 16 * 1024 * 1024, // the default, 64 KiB, drops messages of the bursts without a word
  upgrade(response, request, context) {
    response.upgrade(
      { user: newUser(), room: rooms.get(roomOf(request.getUrl())) },
      request.getHeader('sec-websocket-key'),
      request.getHeader('sec-websocket-protocol'),
      request.getHeader('sec-websocket-extensions'),
      context,
    );
  },
  open(socket) {
    const { user, room } = socket.getUserData();
    room.members.add(socket);
    socket.send(welcome(user));
    socket.send(joined(room, room.members.size));
    socket.subscribe(room.name);
  },
  message(socket, data) {
    const command = say(text.decode(data));
    if (!command) return;
    const { user, room } = socket.getUserData();
    app.publish(room.name, JSON.stringify(message(room, user, command.text)));
    if (command.id !== undefined) socket.send(ok(command.id, room.seq));
  },
  close(socket) {
    rooms.leave(socket.getUserData().room, socket);
  },
});

app.listen('127.0.0.1', Number(process.argv[2]), listening => {
  if (!listening) {
    console.error(`cannot listen on port ${process.argv[2]}`);
    process.exit(1);
  }
});
