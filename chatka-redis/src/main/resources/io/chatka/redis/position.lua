-- The room's position; a room that has none yet gets its epoch now, so that subscribers learn the one to come.
--
-- KEYS[1] the room's hash: epoch, seq
-- ARGV    an epoch that was never used, how long to keep the hash in ms
-- returns epoch, seq
local room = redis.call('HMGET', KEYS[1], 'epoch', 'seq')
local epoch = room[1]
if not epoch then
  epoch = ARGV[1]
  redis.call('HSET', KEYS[1], 'epoch', epoch)
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {epoch, tonumber(room[2] or 0)}
