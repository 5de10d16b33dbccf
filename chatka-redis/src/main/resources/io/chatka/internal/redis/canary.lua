-- Does what publishing does, to keys of its own: a Redis that takes this takes messages. As in
-- publishing, the first write needs memory: after a write that needs none, a Redis without memory
-- lets the rest of a script pass.
--
-- KEYS[1] a hash, KEYS[2] a stream, KEYS[3] a string
-- ARGV    1 the channel, 2 the envelope to publish, 3 how long to keep the keys in ms
-- returns how many heard it
redis.call('HMGET', KEYS[1], 'epoch', 'seq')
redis.call('HINCRBY', KEYS[1], 'seq', 1)
redis.call('HSET', KEYS[1], 'epoch', 'canary')
redis.call('PEXPIRE', KEYS[1], ARGV[3])
local now = redis.call('TIME')
redis.call('XADD', KEYS[2], 'MAXLEN', 1, '*', now[1], ARGV[2])
redis.call('PEXPIRE', KEYS[2], ARGV[3])
redis.call('SET', KEYS[3], now[1], 'PX', ARGV[3])
return redis.call('PUBLISH', ARGV[1], ARGV[2])
