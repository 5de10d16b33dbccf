-- Gives an event the next place of its room, keeps it and publishes it, in one atomic step. If the
-- event's key was published before, only returns the place that it got then. If the room's state or
-- a sanction does not let the sender speak, only says so.
--
-- KEYS[3] where the place of the event's key is kept; absent if it has no key
-- ARGV    8 the channel, 9 the event's bytes before its seq, 10 its bytes after its time,
--         11 how many events to keep (0: none), 12 for how many ms, 13 for how many ms to keep
--         the key, 14 the event's kind (absent: 1, a message), 15 the sender's rank and 16 its user
--         (absent: nobody may refuse it)
-- returns the head, see room.lua; or the epoch and the seq that the key got before; or, if it is
--         refused, why, the time of PublishRefusedException, and the moderator's reason
if KEYS[3] then
  local known = redis.call('GET', KEYS[3])
  if known then
    local was, at = known:match('^(%S+) (%d+)$')
    return {was, tonumber(at)}
  end
end
local now = millis()
local kind = ARGV[14] or '1'
local last

-- A sanction that is in force and binds the sender: until when, its kind, and the reason.
local function binding(sanction)
  if sanction then
    local ends, by, what, reason = sanction:match('^(%d+) (%d+) (%d+)\n?(.*)$')
    if (ends == '0' or tonumber(ends) > now) and tonumber(by) > tonumber(ARGV[15]) then
      return tonumber(ends), what, reason
    end
  end
end

if version > 0 and ARGV[16] then
  local rules = redis.call('HMGET', KEYS[1], 'slow', 'speak', 'closed', 'sanctions')
  if rules[4] then
    local found = redis.call('HMGET', beside('sanctions'), 'b:' .. ARGV[16], 'm:' .. ARGV[16])
    local ends, what, reason = binding(found[1])
    if ends then
      return {'BANNED', ends, reason}
    end
    ends, what, reason = binding(found[2])
    if what == '0' then
      return {'MUTED', ends, reason}
    elseif what then
      kind = '5'
    end
  end
  if tonumber(ARGV[15]) < 2 then
    if rules[3] then
      return {'CLOSED', 0, ''}
    elseif rules[2] and tonumber(rules[2]) > tonumber(ARGV[15]) then
      return {'SPEAK', 0, ''}
    elseif rules[1] then
      last = beside('said:' .. ARGV[16])
      local wait = tonumber(redis.call('GET', last) or 0) + rules[1] * 1000 - now
      if wait > 0 then
        return {'SLOW_MODE', wait, ''}
      end
      redis.call('SET', last, digits(now), 'PX', rules[1] * 1000)
    end
  end
end
seq = redis.call('HINCRBY', KEYS[1], 'seq', 1)
expire()
local at, place = digits(now), digits(seq)
local event = ARGV[9] .. place .. ',"at":' .. at .. ARGV[10]

local function drop(entry)
  if told > 0 and entry[1]:match('%-[34]$') then
    told = redis.call('HINCRBY', KEYS[1], 'told', -1)
    return 0
  end
  return 1
end

if ARGV[11] ~= '0' then
  local add = {'XADD', KEYS[2], place .. '-' .. kind, at, event}
  if told == 0 then
    table.insert(add, 3, 'MAXLEN')
    table.insert(add, 4, ARGV[11])
  end
  if redis.pcall(unpack(add)).err then
    -- A history that is ahead of the room belongs to another order.
    forget()
    redis.call(unpack(add))
  end
  redis.call('PEXPIRE', KEYS[2], ARGV[12])
  if told > 0 then
    local length = redis.call('XLEN', KEYS[2])
    if length == 1 then
      -- The history had ended by itself.
      told = 0
      redis.call('HDEL', KEYS[1], 'told')
    end
    local excess = length - told - tonumber(ARGV[11])
    while excess > 0 do
      local oldest = redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', 1)[1]
      redis.call('XDEL', KEYS[2], oldest[1])
      excess = excess - drop(oldest)
    end
  end
  if seq % 16 == 0 then
    -- Every 16 events, look at the oldest 32 and drop those that are too old.
    local oldest = redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', 32)
    local old = {}
    for _, entry in ipairs(oldest) do
      if tonumber(entry[2][1]) + tonumber(ARGV[12]) <= now then
        old[#old + 1] = entry[1]
        drop(entry)
      end
    end
    if #old > 0 then
      redis.call('XDEL', KEYS[2], unpack(old))
    end
  end
end
if KEYS[3] then
  redis.call('SET', KEYS[3], epoch .. ' ' .. place, 'PX', ARGV[13])
end
redis.call('PUBLISH', ARGV[8], (kind == '1' and 'e ' or 'k ' .. kind .. ' ') .. epoch .. ' ' .. place .. '\n' .. event)
-- A caller that knows this epoch also knows where it began and what came before.
return epoch == seen and {epoch, seq, first, life, '', 0, version} or head()
