// Socket.IO with its rooms, over WebSocket only: node socketio.js PORT

import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { Rooms, message, newUser } from './chat.js';

const rooms = new Rooms();
const http = createServer();
const io = new Server(http, { transports: ['websocket'], serveClient: false });

io.on('connection', socket => {
  const user = newUser();
  let room;
  socket.on('join', (name, done) => {
    room = rooms.get(String(name));
    room.members.add(socket);
    socket.join(room.name);
    done({ room: room.name, seq: room.seq, members: room.members.size });
  });
  socket.on('say', (text, done) => {
    if (!room) return;
    io.to(room.name).emit('message', message(room, user, String(text)));
    if (done) done({ seq: room.seq });
  });
  socket.on('disconnect', () => {
    if (room) rooms.leave(room, socket);
  });
});

http.listen(Number(process.argv[2]), '127.0.0.1');
