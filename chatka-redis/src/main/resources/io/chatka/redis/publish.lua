-- Gives an event the next place of its room and publishes it, in one atomic step.
--
-- KEYS[1] the room's hash: epoch, seq
-- ARGV    the channel, an epoch that was never used (taken if the room has none), how long to keep the hash in ms,
--         the event's bytes before its seq, its bytes after its time
-- returns epoch, seq
local epoch = redis.call('HGET', KEYS[1], 'epoch')
if not epoch then
  epoch = ARGV[2]
  redis.call('HSET', KEYS[1], 'epoch', epoch)
end
local seq = redis.call('HINCRBY', KEYS[1], 'seq', 1)
redis.call('PEXPIRE', KEYS[1], ARGV[3])
local now = redis.call('TIME')
local at = string.format('%.0f', now[1] * 1000 + math.floor(now[2] / 1000))
-- Concatenating a number would write a large one with an exponent.
local digits = string.format('%.0f', seq)
redis.call('PUBLISH', ARGV[1],
  'e ' .. epoch .. ' ' .. digits .. '\n' .. ARGV[4] .. digits .. ',"at":' .. at .. ARGV[5])
return {epoch, seq}
