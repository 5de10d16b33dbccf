import { Composer } from './composer.js';
import { ConnectionView } from './connection.js';
import { byId } from './dom.js';
import { Drawer } from './drawer.js';
import { rememberedName, rememberName } from './memory.js';
import { NameDialog } from './name-dialog.js';
import { fillAvatar } from './people.js';
import { RoomsView } from './rooms-view.js';
import { Session } from './session.js';
import { TypingLine } from './typing.js';
import { leftText } from './wording.js';

const DEFAULT_ROOM = 'lobby';
const CONNECTION_ERRORS = new Set(['closed', 'disconnected', 'expired']);

const composer = new Composer({
  onSend: send,
  onScroll: pages => rooms.active?.timeline.scrollPages(pages),
  onEscape: () => rooms.active?.timeline.toBottom(),
  onTyping: () => { if (rooms.active) session.typing(rooms.active.name); },
});
const session = new Session({
  state: stateChanged,
  welcome: welcomed,
  joined: inRoom((room, event) => room.joined(event)),
  message: inRoom(said),
  typing: event => { if (!session.isOwn(event)) typingLine.add(event); },
  presence: inRoom(presence),
  gap: inRoom((room, event) => room.gap(event)),
  restart: inRoom(room => room.restarted()),
  deleted: inRoom((room, event) => room.deleted(event)),
  left: removed,
  room: inRoom((room, event) => room.changed(event)),
  error: failed,
});
const rooms = new RoomsView(composer, {
  say: (room, text, options) => session.say(room, text, options),
  history: (room, range) => session.history(room, range),
  isOwn: message => session.isOwn(message),
  edit: text => composer.edit(text),
  focus,
});
const connection = new ConnectionView(() => {
  session.connect();
  focus();
});
const drawer = new Drawer();
const typingLine = new TypingLine();
const nameDialog = new NameDialog(start);

let name = rememberedName();

byId('change-name').addEventListener('click', () => {
  drawer.close();
  nameDialog.ask({ name, mayCancel: true });
});
byId('name-dialog').addEventListener('close', focus);
byId('leave').addEventListener('click', leave);
byId('add-room').addEventListener('submit', addRoom);
byId('new-room').addEventListener('input', () => showRoomError(''));
document.body.addEventListener('room-selected', () => {
  drawer.close();
  typingLine.room = rooms.active?.name ?? null;
  focus();
});
window.addEventListener('hashchange', () => enter(roomOfAddress() ?? DEFAULT_ROOM));
window.addEventListener('keydown', event => {
  if (!event.altKey || event.ctrlKey || event.metaKey || nameDialog.open) return;
  if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
  event.preventDefault();
  rooms.selectNext(event.key === 'ArrowUp' ? -1 : 1);
});

byId('app').hidden = false;
enter(roomOfAddress() ?? rooms.names[0] ?? DEFAULT_ROOM);
if (name) start(name);
else nameDialog.ask({ name, mayCancel: false });

/** @param {string} chosen */
function start(chosen) {
  for (const room of rooms.names.map(each => rooms.get(each))) room.position = session.position(room.name) ?? room.position;
  name = chosen;
  session.start(name, rooms.names.map(each => rooms.get(each)));
}

function stateChanged(event) {
  connection.show(event);
  if (event.error) {
    nameDialog.ask({ name, mayCancel: false, error: event.error.message });
  } else if (event.state === 'waiting' && nameDialog.waits) {
    // The name may be judged later; what matters now is that there is no server, and the page says so.
    nameDialog.close();
  }
}

function welcomed({ user, limits }) {
  // The server may have made the name canonical.
  name = user.name;
  rememberName(name);
  composer.limit = limits?.text ?? Infinity;
  byId('my-name').textContent = user.name;
  fillAvatar(byId('my-avatar'), user);
  // One that was opened while the last session connected again is left to its reader.
  if (nameDialog.waits) nameDialog.close();
}

function said(room, event) {
  typingLine.stopped(room.name, event.from?.id);
  room.message(event, session.isOwn(event));
}

function presence(room, { members, users, joined = [], left = [] }) {
  const others = people => people.filter(person => !session.isOwn({ from: person }));
  room.users = users ?? members;
  room.timeline.addPresence(others(joined), others(left));
}

/** @param {import('/client/protocol.js').Left} event */
function removed(event) {
  if (!rooms.get(event.room)) return;
  rooms.remove(event.room);
  drawer.open();
  showRoomError(leftText(event));
}

/** @param {import('/client/protocol.js').Fault} error */
function failed(error) {
  if (error.room === undefined) return composer.showError(error);
  // The server refuses this room: the page must not show it as joined.
  rooms.remove(error.room);
  drawer.open();
  byId('new-room').value = error.room;
  byId('new-room').focus();
  showRoomError(error.message);
}

async function send(text) {
  const room = rooms.active;
  if (!room) return;
  if (room.outbox.full) {
    composer.showError({ code: '', message: 'too many messages wait to be sent; wait, or discard some' });
    return;
  }
  composer.draft = '';
  room.timeline.toBottom();
  const error = await room.outbox.send(text);
  // The page shows a lost connection elsewhere; it is no fault of this text.
  if (error && rooms.active === room && !CONNECTION_ERRORS.has(error.code)) composer.showError(error);
}

function enter(roomName) {
  if (!rooms.get(roomName)) session.join(rooms.add(roomName));
  rooms.select(roomName);
}

function leave() {
  const left = rooms.active;
  if (!left) return;
  session.leave(left.name);
  rooms.remove(left.name);
}

function addRoom(event) {
  event.preventDefault();
  const input = byId('new-room');
  const wanted = input.value.trim().replace(/^#/, '').normalize();
  if (!wanted) return;
  input.value = '';
  showRoomError('');
  enter(wanted);
}

/** To where one goes on typing. */
function focus() {
  if (rooms.active) composer.focus();
  else byId('new-room').focus();
}

function showRoomError(text) {
  byId('room-error').textContent = text;
}

function roomOfAddress() {
  try {
    return decodeURIComponent(location.hash.slice(1)).normalize() || null;
  } catch {
    return null;
  }
}

/** A handler for events of rooms that are still on the page. */
function inRoom(handle) {
  return event => {
    const room = rooms.get(event.room);
    if (!room) return;
    handle(room, event);
    rooms.refresh();
  };
}
