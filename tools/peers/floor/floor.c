/*
 * The floor: the least that a chat server has to do, in one thread with epoll.
 *
 * It speaks the smallest part of chatka.v1 that is a chat: whoever connects to /ws/ROOM gets "welcome" and "joined", and
 * what one member says becomes a "message", with the same fields and bytes as Chatka's, for all of them. A message is made
 * once. All that is pending for a member leaves in one send() per turn of the loop.
 *
 * What it does not do is the point: no actors, no sessions, no limits, no presence, no history, no check of UTF-8, and of
 * JSON no more than finding the text's two quotes. For measurements on 127.0.0.1, and for nothing else.
 *
 *     cc -O2 -o floor floor.c && ./floor PORT
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
  MOST_PENDING = 16 << 20, /* bytes towards one member; who is further behind is dropped */
  LONGEST_FRAME = 64 << 10,
  BUCKETS = 4096,
  EVENTS = 512
};

typedef struct {
  char *bytes;
  size_t length, capacity;
} Buffer;

typedef struct Member Member;
typedef struct Room Room;

struct Member {
  int socket;
  int open;      /* the handshake is over */
  int gone;      /* closed, and freed at the end of the turn */
  int waiting;   /* for EPOLLOUT */
  size_t seat;   /* its index in the room's members */
  Room *room;
  char id[16];
  Buffer in;     /* an unfinished frame or handshake */
  Buffer out;    /* what the socket did not take */
  Member *next_gone;
};

struct Room {
  char *name;
  uint64_t seq;
  Member **members;
  size_t count, capacity;
  Buffer turn;   /* the frames of this turn of the loop */
  int dirty;
  Room *next_dirty, *next_in_bucket;
};

static int loop;
static Room *rooms[BUCKETS];
static Room *dirty_rooms;
static Member *gone_members;
static char input[256 << 10];

/* --- Buffers ------------------------------------------------------------------------------------------------------- */

static void *must(void *memory) {
  if (!memory) {
    fputs("floor: out of memory\n", stderr);
    exit(1);
  }
  return memory;
}

static void append(Buffer *buffer, const void *bytes, size_t length) {
  if (buffer->length + length > buffer->capacity) {
    size_t capacity = buffer->capacity ? buffer->capacity : 256;
    while (capacity < buffer->length + length) capacity *= 2;
    buffer->bytes = must(realloc(buffer->bytes, capacity));
    buffer->capacity = capacity;
  }
  memcpy(buffer->bytes + buffer->length, bytes, length);
  buffer->length += length;
}

static void release(Buffer *buffer) {
  free(buffer->bytes);
  *buffer = (Buffer){0};
}

static void append_frame(Buffer *buffer, int first_byte, const char *payload, size_t length) {
  unsigned char head[4] = {(unsigned char)first_byte, (unsigned char)length};
  size_t size = 2;
  if (length > 125) { /* a message is far below 64 KiB */
    head[1] = 126;
    head[2] = (unsigned char)(length >> 8);
    head[3] = (unsigned char)length;
    size = 4;
  }
  append(buffer, head, size);
  append(buffer, payload, length);
}

/* --- Sending ------------------------------------------------------------------------------------------------------- */

static void drop(Member *member) {
  if (member->gone) return;
  Room *room = member->room;
  if (room) {
    room->members[member->seat] = room->members[--room->count];
    room->members[member->seat]->seat = member->seat;
  }
  close(member->socket);
  member->gone = 1;
  member->next_gone = gone_members;
  gone_members = member;
}

static void watch(Member *member, int writable) {
  struct epoll_event event = {.events = EPOLLIN | (writable ? EPOLLOUT : 0), .data.ptr = member};
  if (member->waiting != writable) epoll_ctl(loop, EPOLL_CTL_MOD, member->socket, &event);
  member->waiting = writable;
}

/* Bytes that the socket took, or -1 when the member is lost. */
static ssize_t try_send(Member *member, const char *bytes, size_t length) {
  ssize_t sent = send(member->socket, bytes, length, MSG_NOSIGNAL);
  if (sent >= 0) return sent;
  if (errno == EAGAIN || errno == EINTR) return 0;
  drop(member);
  return -1;
}

static void deliver(Member *member, const char *bytes, size_t length) {
  ssize_t sent = 0;
  if (member->gone) return;
  if (member->out.length == 0) {
    sent = try_send(member, bytes, length);
    if (sent < 0 || (size_t)sent == length) return;
  }
  if (member->out.length + length > MOST_PENDING) {
    drop(member);
    return;
  }
  append(&member->out, bytes + sent, length - (size_t)sent);
  watch(member, 1);
}

static void deliver_pending(Member *member) {
  ssize_t sent = try_send(member, member->out.bytes, member->out.length);
  if (sent <= 0) return;
  member->out.length -= (size_t)sent;
  memmove(member->out.bytes, member->out.bytes + sent, member->out.length);
  if (member->out.length == 0) {
    release(&member->out);
    watch(member, 0);
  }
}

static void deliver_turn(Room *room) {
  if (room->turn.length == 0) return;
  for (size_t i = room->count; i-- > 0;) deliver(room->members[i], room->turn.bytes, room->turn.length);
  room->turn.length = 0;
}

static void say_to(Member *member, const char *format, ...) {
  char json[1024];
  Buffer frame = {0};
  va_list values;
  va_start(values, format);
  int length = vsnprintf(json, sizeof json, format, values);
  va_end(values);
  append_frame(&frame, 0x81, json, (size_t)length);
  deliver(member, frame.bytes, frame.length);
  release(&frame);
}

/* --- Rooms --------------------------------------------------------------------------------------------------------- */

static Room *room_named(const char *name, size_t length) {
  uint32_t hash = 0;
  for (size_t i = 0; i < length; i++) hash = hash * 31 + (unsigned char)name[i];
  Room **bucket = &rooms[hash % BUCKETS];
  for (Room *room = *bucket; room; room = room->next_in_bucket) {
    if (strlen(room->name) == length && memcmp(room->name, name, length) == 0) return room;
  }
  Room *room = must(calloc(1, sizeof *room));
  room->name = must(strndup(name, length));
  room->next_in_bucket = *bucket;
  return *bucket = room;
}

static void join(Member *member, Room *room) {
  static uint64_t users;
  snprintf(member->id, sizeof member->id, "g-%012llx", (unsigned long long)++users);
  say_to(member,
         "{\"type\":\"welcome\",\"protocol\":\"chatka.v1\",\"session\":\"%s\","
         "\"user\":{\"id\":\"%s\",\"name\":\"guest-%s\",\"role\":\"guest\"}}",
         member->id, member->id, member->id + 10);
  deliver_turn(room); /* what was said before this member came is not for it */
  if (member->gone) return;
  if (room->count == room->capacity) {
    room->capacity = room->capacity ? room->capacity * 2 : 8;
    room->members = must(realloc(room->members, room->capacity * sizeof *room->members));
  }
  member->room = room;
  member->seat = room->count;
  room->members[room->count++] = member;
  say_to(member,
         "{\"type\":\"joined\",\"room\":\"%s\",\"epoch\":\"floor\",\"seq\":%llu,\"recovered\":false,\"members\":%zu}",
         room->name, (unsigned long long)room->seq, room->count);
}

/* {"type":"say","text":"..."}: the text goes into the message as it stands, escapes and all. */
static void command(Member *member, const char *json, size_t length) {
  static const char say[] = "\"type\":\"say\"", before[] = "\"text\":\"", id[] = "\"id\":";
  static char message[LONGEST_FRAME + 512];
  Room *room = member->room;
  const char *end = json + length;
  const char *text = memmem(json, length, before, sizeof before - 1);
  if (!text || !memmem(json, length, say, sizeof say - 1)) return;
  text += sizeof before - 1;
  const char *quote = text;
  while (quote < end && *quote != '"') quote += *quote == '\\' ? 2 : 1;
  if (quote >= end) return;
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  long long millis = now.tv_sec * 1000LL + now.tv_nsec / 1000000;
  int size = snprintf(message, sizeof message,
                      "{\"type\":\"message\",\"seq\":%llu,\"at\":%lld,\"room\":\"%s\",\"from\":{\"id\":\"%s\","
                      "\"name\":\"guest-%s\",\"role\":\"guest\"},\"text\":\"%.*s\"}",
                      (unsigned long long)++room->seq, millis, room->name, member->id, member->id + 10,
                      (int)(quote - text), text);
  append_frame(&room->turn, 0x81, message, (size_t)size);
  if (!room->dirty) {
    room->dirty = 1;
    room->next_dirty = dirty_rooms;
    dirty_rooms = room;
  }
  const char *number = memmem(json, length, id, sizeof id - 1);
  if (number) {
    number += sizeof id - 1;
    say_to(member, "{\"type\":\"ok\",\"id\":%.*s,\"seq\":%llu}", (int)strcspn(number, ",}"), number,
           (unsigned long long)room->seq);
  }
}

/* --- Handshake (RFC 6455, section 4.2) and SHA-1 (RFC 3174) ---------------------------------------------------------- */

static uint32_t rotate(uint32_t word, int by) { return word << by | word >> (32 - by); }

static void sha1(const char *text, unsigned char digest[20]) {
  uint32_t h[5] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
  unsigned char block[128] = {0}; /* a key and the constant are 60 bytes: two blocks */
  size_t length = strlen(text);
  memcpy(block, text, length);
  block[length] = 0x80;
  block[126] = (unsigned char)(length >> 5);
  block[127] = (unsigned char)(length << 3);
  for (int start = 0; start < 128; start += 64) {
    uint32_t w[80], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
    for (int t = 0; t < 80; t++) {
      if (t < 16) {
        const unsigned char *word = block + start + 4 * t;
        w[t] = (uint32_t)word[0] << 24 | (uint32_t)word[1] << 16 | (uint32_t)word[2] << 8 | word[3];
      } else {
        w[t] = rotate(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
      }
      uint32_t f, k;
      if (t < 20) f = (b & c) | (~b & d), k = 0x5a827999;
      else if (t < 40) f = b ^ c ^ d, k = 0x6ed9eba1;
      else if (t < 60) f = (b & c) | (b & d) | (c & d), k = 0x8f1bbcdc;
      else f = b ^ c ^ d, k = 0xca62c1d6;
      uint32_t next = rotate(a, 5) + f + e + k + w[t];
      e = d, d = c, c = rotate(b, 30), b = a, a = next;
    }
    h[0] += a, h[1] += b, h[2] += c, h[3] += d, h[4] += e;
  }
  for (int i = 0; i < 20; i++) digest[i] = (unsigned char)(h[i / 4] >> (24 - 8 * (i % 4)));
}

static void base64(const unsigned char digest[20], char text[29]) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  unsigned char padded[21] = {0};
  memcpy(padded, digest, 20);
  for (int i = 0; i < 28; i++) {
    const unsigned char *three = padded + i / 4 * 3;
    uint32_t bits = (uint32_t)three[0] << 16 | (uint32_t)three[1] << 8 | three[2];
    text[i] = digits[bits >> (18 - 6 * (i % 4)) & 63];
  }
  text[27] = '=';
  text[28] = 0;
}

/* The request ends in a zero instead of its last empty line. */
static void handshake(Member *member, const char *request) {
  static const char prefix[] = "GET /ws/", header[] = "\r\nSec-WebSocket-Key:";
  char salted[128], answer[256], accept[29];
  unsigned char digest[20];
  const char *room = request + sizeof prefix - 1;
  const char *key = strcasestr(request, header);
  const char *subprotocol = strcasestr(request, "\r\nSec-WebSocket-Protocol:") ? "Sec-WebSocket-Protocol: chatka.v1\r\n" : "";
  if (strncmp(request, prefix, sizeof prefix - 1) != 0 || !key || strcspn(room, " ") > 128) {
    drop(member);
    return;
  }
  key += sizeof header - 1;
  key += strspn(key, " ");
  snprintf(salted, sizeof salted, "%.24s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", key);
  sha1(salted, digest);
  base64(digest, accept);
  int length = snprintf(answer, sizeof answer,
                        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        "%sSec-WebSocket-Accept: %s\r\n\r\n", subprotocol, accept);
  member->open = 1;
  deliver(member, answer, (size_t)length);
  if (!member->gone) join(member, room_named(room, strcspn(room, " ?")));
}

/* --- Receiving ----------------------------------------------------------------------------------------------------- */

/* Reads one whole frame (RFC 6455, section 5.2); returns its length, 0 if not all of it has come. */
static size_t read_frame(Member *member, char *bytes, size_t length) {
  unsigned char *head = (unsigned char *)bytes;
  if (length < 2) return 0;
  size_t size = head[1] & 0x7f, at = 2;
  if (size == 126) {
    if (length < 4) return 0;
    size = (size_t)head[2] << 8 | head[3];
    at = 4;
  } else if (size == 127 || !(head[1] & 0x80)) { /* too long, or not masked */
    drop(member);
    return 0;
  }
  char *mask = bytes + at, *payload = bytes + at + 4;
  if (length < at + 4 + size) return 0;
  for (size_t i = 0; i < size; i++) payload[i] ^= mask[i % 4];
  switch (head[0]) {
    case 0x81: command(member, payload, size); break;
    case 0x89: {
      Buffer pong = {0};
      append_frame(&pong, 0x8a, payload, size);
      deliver(member, pong.bytes, pong.length);
      release(&pong);
      break;
    }
    case 0x8a: break;
    default: drop(member); /* a close, or something that no chat sends */
  }
  return at + 4 + size;
}

static size_t read_handshake(Member *member, char *bytes, size_t length) {
  char *end = memmem(bytes, length, "\r\n\r\n", 4);
  if (!end) return 0;
  *end = 0;
  handshake(member, bytes);
  return (size_t)(end - bytes) + 4;
}

static void readable(Member *member) {
  size_t kept = member->in.length, at = 0;
  memcpy(input, member->in.bytes ? member->in.bytes : "", kept);
  ssize_t fresh = recv(member->socket, input + kept, sizeof input - kept, 0);
  if (fresh < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (fresh <= 0) {
    drop(member);
    return;
  }
  size_t length = kept + (size_t)fresh;
  while (!member->gone && at < length) {
    size_t used = member->open ? read_frame(member, input + at, length - at) : read_handshake(member, input, length);
    if (used == 0) break;
    at += used;
  }
  if (length - at > LONGEST_FRAME + 64) drop(member);
  release(&member->in);
  if (at < length && !member->gone) append(&member->in, input + at, length - at);
}

static void accept_all(int listener) {
  int socket, on = 1;
  while ((socket = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    Member *member = must(calloc(1, sizeof *member));
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = member};
    member->socket = socket;
    epoll_ctl(loop, EPOLL_CTL_ADD, socket, &event);
  }
}

static void end_turn(void) {
  for (Room *room; (room = dirty_rooms);) {
    dirty_rooms = room->next_dirty;
    room->dirty = 0;
    deliver_turn(room);
  }
  for (Member *member; (member = gone_members);) {
    gone_members = member->next_gone;
    release(&member->in);
    release(&member->out);
    free(member);
  }
}

static int listen_on(int port) {
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 4096)) {
    perror("floor");
    exit(1);
  }
  return listener;
}

int main(int count, char **arguments) {
  if (count != 2) {
    fputs("floor: takes a port\n", stderr);
    return 2;
  }
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  int listener = listen_on(atoi(arguments[1]));
  struct epoll_event events[EVENTS], event = {.events = EPOLLIN, .data.ptr = NULL};
  loop = epoll_create1(0);
  epoll_ctl(loop, EPOLL_CTL_ADD, listener, &event);
  for (;;) {
    int ready = epoll_wait(loop, events, EVENTS, -1);
    for (int i = 0; i < ready; i++) {
      Member *member = events[i].data.ptr;
      if (!member) {
        accept_all(listener);
        continue;
      }
      if (!member->gone && events[i].events & EPOLLOUT) deliver_pending(member);
      if (!member->gone && events[i].events & ~EPOLLOUT) readable(member);
    }
    end_turn();
  }
}
