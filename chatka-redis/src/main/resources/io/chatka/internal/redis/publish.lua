-- Gives an event the next place of its room, keeps it and publishes it, in one atomic step. If the
-- event's key was published before, only returns the place that it got then.
--
-- KEYS[3] where the place of the event's key is kept; absent if it has no key
-- ARGV    8 the channel, 9 the event's bytes before its seq, 10 its bytes after its time,
--         11 how many events to keep (0: none), 12 for how many ms, 13 for how many ms to keep
--         the key, 14 the event's kind; absent for a message, which has kind 1
-- returns the head, see room.lua, and 0; or the epoch and the seq that the key got before
if KEYS[3] then
  local known = redis.call('GET', KEYS[3])
  if known then
    local was, at = known:match('^(%S+) (%d+)$')
    return {was, tonumber(at)}
  end
end
seq = redis.call('HINCRBY', KEYS[1], 'seq', 1)
redis.call('PEXPIRE', KEYS[1], ARGV[2])
local at, place = digits(millis()), digits(seq)
local event = ARGV[9] .. place .. ',"at":' .. at .. ARGV[10]
if ARGV[11] ~= '0' then
  local add = {'XADD', KEYS[2], 'MAXLEN', ARGV[11], place .. '-' .. (ARGV[14] or '1'), at, event}
  if redis.pcall(unpack(add)).err then
    -- A history that is ahead of the room belongs to another order.
    redis.call('DEL', KEYS[2])
    redis.call(unpack(add))
  end
  redis.call('PEXPIRE', KEYS[2], ARGV[12])
  if seq % 16 == 0 then
    -- Every 16 events, look at the oldest 32 and drop those that are too old.
    local oldest = redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', 32)
    local old = {}
    for _, entry in ipairs(oldest) do
      if tonumber(entry[2][1]) + tonumber(ARGV[12]) <= tonumber(at) then
        old[#old + 1] = entry[1]
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
redis.call('PUBLISH', ARGV[8], (ARGV[14] and 'k ' .. ARGV[14] .. ' ' or 'e ') .. epoch .. ' ' .. place .. '\n' .. event)
-- A caller that knows this epoch also knows where it began and what came before.
return epoch == seen and {epoch, seq, first, life, '', 0} or head()
