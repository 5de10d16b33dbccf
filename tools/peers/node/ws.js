// The broadcast of the npm package ws's own manual, with rooms: node ws.js PORT

import { WebSocket, WebSocketServer } from 'ws';
import { Rooms, joined, message, newUser, ok, roomOf, say, welcome } from './chat.js';

const rooms = new Rooms();
const server = new WebSocketServer({ host: '127.0.0.1', port: Number(process.argv[2]), clientTracking: false });

server.on('connection', (socket, request) => {
  const user = newUser();
  const room = rooms.get(roomOf(request.url));
  room.members.add(socket);
  socket.send(welcome(user));
  socket.send(joined(room, room.members.size));

  socket.on('message', data => {
    const command = say(data);
    if (!command) return;
    // Once to JSON and once to bytes, for all of them.
    const bytes = Buffer.from(JSON.stringify(message(room, user, command.text)));
    for (const member of room.members) {
      if (member.readyState === WebSocket.OPEN) member.send(bytes, { binary: false });
    }
    if (command.id !== undefined) socket.send(ok(command.id, room.seq));
  });
  socket.on('error', () => {}); // "close" follows
  socket.on('close', () => rooms.leave(room, socket));
});
