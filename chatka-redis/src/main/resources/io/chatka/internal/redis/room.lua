-- The start of every script about a room: reads where the room stands. If Redis does not have the
-- room, or has an older state of it than the caller has seen, a new epoch begins here, before
-- anything else is done.
--
-- KEYS[1] the room's hash:
--           epoch, seq  the place of its last event
--           first       the seq after which the epoch began: 0, or where an older state was found
--           before      "EPOCH LAST AT": the epoch before this one, the last seq in it that any
--                       node has seen, and the room's seq when it ended
--           life        when the epoch began, in ms; a later epoch has a greater one
--           run, base   the Redis process that used the room last, and the seq that it found first
--           version and others, of a room that a moderator has changed: see moderation.lua
--           told        how many events of the history tell of removals; these do not count there
-- KEYS[2] the room's history, a stream whose ids are SEQ-KIND; an entry has one field: its time and
--         the event
-- ARGV    1 an epoch that was never used, 2 how long to keep the hash in ms, 3 this Redis process
--         (empty: not known), 4 to 7 what the caller has seen of the room: epoch, seq, life
--         (empty, 0 and 0: nothing), and whether another Redis process told it (1 or 0)
local epoch, seq, first, before, life, base, version, told
local seen, seen_seq, seen_life = ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[6])
local elsewhere = ARGV[7] == '1'

-- Without the format, Lua writes a large number with an exponent.
local function digits(number)
  return string.format('%.0f', number)
end

local function millis()
  local now = redis.call('TIME')
  return now[1] * 1000 + math.floor(now[2] / 1000)
end

-- The history belongs to another order.
local function forget()
  redis.call('DEL', KEYS[2])
  if told > 0 then
    told = 0
    redis.call('HDEL', KEYS[1], 'told')
  end
end

local function begin(after)
  local last = seen_seq
  if epoch == seen then
    last = math.max(last, seq)
  end
  epoch, first = ARGV[1], after
  life = math.max(millis(), seen_life + 1, life + 1)
  before = seen == '' and '' or seen .. ' ' .. digits(last) .. ' ' .. digits(seq)
  redis.call('HSET', KEYS[1], 'epoch', epoch, 'first', digits(first), 'before', before, 'life', digits(life))
end

local room = redis.call('HMGET', KEYS[1], 'epoch', 'seq', 'first', 'before', 'life', 'run', 'base', 'version', 'told')
epoch, seq, first, before = room[1], tonumber(room[2] or 0), tonumber(room[3] or 0), room[4] or ''
life, base = tonumber(room[5] or 0), tonumber(room[7] or 0)
version, told = tonumber(room[8] or 0), tonumber(room[9] or 0)
if not epoch or room[6] ~= ARGV[3] and ARGV[3] ~= '' then
  base = seq
  redis.call('HSET', KEYS[1], 'run', ARGV[3], 'base', digits(base))
end
if not epoch then
  -- A new room, or one that Redis has lost.
  forget()
  begin(seq)
else
  -- Up to this seq, the caller can have seen the events of this Redis. What it saw beyond is lost.
  -- The next seqs were given to those lost events, so a new epoch has to begin.
  local shared = elsewhere and base or seq
  if epoch == seen and seen_seq > shared or epoch ~= seen and life < seen_life then
    begin(shared)
    -- A history that is ahead of the room belongs to another order.
    local newest = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)[1]
    if newest and tonumber(newest[1]:match('^%d+')) > seq then
      forget()
    end
  end
end

-- Where the epoch begins for the caller. A caller that was in the epoch before, on this same Redis,
-- has seen all of that epoch up to its end.
local function start()
  local was, last, at = before:match('^(%S+) (%d+) (%d+)$')
  if was == seen and not elsewhere then
    return tonumber(at)
  end
  return first
end

-- The head: epoch, seq, first, life, the epoch before with its last seq (empty and 0: none), and the
-- version of the room's state.
local function head()
  local was, last = before:match('^(%S+) (%d+)')
  return {epoch, seq, start(), life, was or '', tonumber(last or 0), version}
end

-- Keeps the hash as long as it was asked for, and as long as something is in force in the room.
local function expire()
  local hold = version > 0 and redis.call('HGET', KEYS[1], 'hold')
  if hold == '0' then
    redis.call('PERSIST', KEYS[1])
  elseif hold and tonumber(hold) > millis() + tonumber(ARGV[2]) then
    redis.call('PEXPIREAT', KEYS[1], hold)
  else
    redis.call('PEXPIRE', KEYS[1], ARGV[2])
  end
end

-- Keeps the hash alive while the room is only read.
local function keep()
  if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[2]) / 2 then
    -- Not every time: each read would be a write.
    expire()
  end
end

-- Another key of the room. Its name is not among KEYS, so that a command about a room that nobody
-- moderates does not carry it; it has the room's hash tag.
local function beside(name)
  return KEYS[1]:sub(1, -5) .. name
end
