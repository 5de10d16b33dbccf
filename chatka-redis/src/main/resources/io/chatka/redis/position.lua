-- The room's position; a room that has none yet gets its epoch now, so that subscribers learn the one to come.
--
-- KEYS[1] the room's hash: epoch, seq
-- KEYS[2] the room's history
-- ARGV    1 an epoch that was never used, 2 how long to keep the hash in ms,
--         3 and 4 epoch and seq that the room is known to have had (empty and 0: not known)
-- returns epoch, seq
local room = redis.call('HMGET', KEYS[1], 'epoch', 'seq')
local epoch = room[1]
local seq = tonumber(room[2] or 0)
if not epoch then
  epoch = ARGV[1]
  redis.call('HSET', KEYS[1], 'epoch', epoch)
  redis.call('DEL', KEYS[2])
elseif epoch == ARGV[3] and seq < tonumber(ARGV[4]) then
  -- Redis came back with an older state: see publish.lua.
  epoch = ARGV[1]
  redis.call('HSET', KEYS[1], 'epoch', epoch)
end
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[2]) / 2 then
  -- Not at each look: that would be a write each time.
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return {epoch, seq}
