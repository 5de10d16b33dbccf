-- Gives an event the next place of its room, keeps it and publishes it, in one atomic step; or finds that this was done.
--
-- KEYS[1] the room's hash: epoch, seq
-- KEYS[2] the room's history, a stream whose ids are the seqs
-- KEYS[3] what the event's key is remembered by; not there if it has no key
-- ARGV    1 the channel, 2 an epoch that was never used, 3 how long to keep the hash in ms,
--         4 the event's bytes before its seq, 5 its bytes after its time,
--         6 and 7 epoch and seq that the room is known to have had (empty and 0: not known),
--         8 how many events to keep (0: none), 9 for how many ms, 10 for how many ms to know the key
-- returns epoch, seq, 1 if the key was known and nothing was done
if KEYS[3] then
  local known = redis.call('GET', KEYS[3])
  if known then
    local epoch, seq = known:match('^(%S+) (%d+)$')
    return {epoch, tonumber(seq), 1}
  end
end
local room = redis.call('HMGET', KEYS[1], 'epoch', 'seq')
local epoch = room[1]
if not epoch then
  -- A new room, or one that Redis has lost: what there may be of a history belongs to another order.
  epoch = ARGV[2]
  redis.call('HSET', KEYS[1], 'epoch', epoch)
  redis.call('DEL', KEYS[2])
elseif epoch == ARGV[6] and tonumber(room[2] or 0) < tonumber(ARGV[7]) then
  -- Redis came back with an older state. The next seqs were given before, to other events: they need another epoch.
  epoch = ARGV[2]
  redis.call('HSET', KEYS[1], 'epoch', epoch)
end
local seq = redis.call('HINCRBY', KEYS[1], 'seq', 1)
redis.call('PEXPIRE', KEYS[1], ARGV[3])
local now = redis.call('TIME')
local at = string.format('%.0f', now[1] * 1000 + math.floor(now[2] / 1000))
-- Concatenating a number would write a large one with an exponent.
local digits = string.format('%.0f', seq)
local event = ARGV[4] .. digits .. ',"at":' .. at .. ARGV[5]
if ARGV[8] ~= '0' then
  local add = {'XADD', KEYS[2], 'MAXLEN', ARGV[8], digits .. '-1', at, event}
  if redis.pcall(unpack(add)).err then
    -- A history that is ahead of the room belongs to another order, too.
    redis.call('DEL', KEYS[2])
    redis.call(unpack(add))
  end
  redis.call('PEXPIRE', KEYS[2], ARGV[9])
  if seq % 16 == 0 then
    -- Now and then the oldest are looked at, twice as many as came since: what is too old goes.
    local oldest = redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', 32)
    local old = {}
    for _, entry in ipairs(oldest) do
      if tonumber(entry[2][1]) + tonumber(ARGV[9]) <= tonumber(at) then
        old[#old + 1] = entry[1]
      end
    end
    if #old > 0 then
      redis.call('XDEL', KEYS[2], unpack(old))
    end
  end
end
if KEYS[3] then
  redis.call('SET', KEYS[3], epoch .. ' ' .. digits, 'PX', ARGV[10])
end
redis.call('PUBLISH', ARGV[1], 'e ' .. epoch .. ' ' .. digits .. '\n' .. event)
return {epoch, seq, 0}
