-- What scripts about a room's state share, after room.lua.
--
-- KEYS[1] the room's hash has, if a moderator has changed the room:
--           version           raised by every change; it stays when all else is gone
--           slow              one message per user in so many seconds
--           speak             the lowest rank that may say something
--           closed            since when the room is closed, in ms
--           sanctions         1 if there are any
--           pin1, pin2, pin3  pinned messages, "EPOCH SEQ EVENT", the oldest pin first
--           hold              until when something is in force, in ms; 0 for ever
-- PREFIX:{ROOM}:sanctions, a hash:
--           m:USER, b:USER    a mute and a ban: "UNTIL BY KIND" in numbers, and then a line with the
--                             reason if there is one
--           !n, !until        how many there are, and until when the last one holds (0: for ever)
--           !cursor           where the search for those that are over goes on
-- PREFIX:{ROOM}:said:USER     when the user last said something; only in slow mode
local sanctions = beside('sanctions')

local function pins()
  local found = {}
  for _, pin in ipairs({'pin1', 'pin2', 'pin3'}) do
    local kept = redis.call('HGET', KEYS[1], pin)
    if kept then
      found[#found + 1] = kept
    end
  end
  return found
end

local function pin(kept)
  redis.call('HDEL', KEYS[1], 'pin1', 'pin2', 'pin3')
  for i, message in ipairs(kept) do
    redis.call('HSET', KEYS[1], 'pin' .. i, message)
  end
end

-- The state: version, slow, speak, closed, whether there are sanctions, and the pinned messages.
local function state()
  local rules = redis.call('HMGET', KEYS[1], 'slow', 'speak', 'closed', 'sanctions')
  local found = {version}
  for i = 1, 4 do
    found[i + 1] = tonumber(rules[i] or 0)
  end
  for _, kept in ipairs(pins()) do
    found[#found + 1] = kept:match('^%S+ %d+ (.*)$')
  end
  return found
end

-- The room has changed: raises its version, and tells the nodes.
local function tell(channel, change)
  version = redis.call('HINCRBY', KEYS[1], 'version', 1)
  local number = tonumber(redis.call('HGET', sanctions, '!n') or 0)
  if number > 0 then
    redis.call('HSET', KEYS[1], 'sanctions', '1')
  else
    redis.call('DEL', sanctions)
    redis.call('HDEL', KEYS[1], 'sanctions')
  end
  local rules = redis.call('HMGET', KEYS[1], 'slow', 'speak', 'closed', 'pin1')
  if rules[1] or rules[2] or rules[3] or rules[4] then
    redis.call('HSET', KEYS[1], 'hold', '0')
  elseif number > 0 then
    redis.call('HSET', KEYS[1], 'hold', redis.call('HGET', sanctions, '!until'))
  else
    redis.call('HDEL', KEYS[1], 'hold')
  end
  expire()
  local now = state()
  local line, whole = {'s', digits(now[1])}, {}
  for i = 2, 5 do
    line[#line + 1] = digits(now[i])
  end
  for i = 6, #now do
    line[#line + 1] = digits(#now[i])
    whole[#whole + 1] = now[i]
  end
  redis.call('PUBLISH', channel, table.concat(line, ' ') .. '\n' .. table.concat(whole) .. change)
end
