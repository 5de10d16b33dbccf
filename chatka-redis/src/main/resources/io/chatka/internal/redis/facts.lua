-- Changes one fact that all nodes know.
--
-- KEYS[1] a hash: facts by their keys, "UNTIL VALUE" (UNTIL in ms, 0 for ever); its field with the
--         empty name has the version of the whole
-- KEYS[2] where the search for facts that are over goes on
-- ARGV    1 the fact's key, 2 the fact; absent to remove it
-- returns the version
if not ARGV[2] then
  if redis.call('HDEL', KEYS[1], ARGV[1]) == 0 then
    return tonumber(redis.call('HGET', KEYS[1], '') or 0)
  end
  return redis.call('HINCRBY', KEYS[1], '', 1)
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local page = redis.call('HSCAN', KEYS[1], redis.call('GET', KEYS[2]) or '0', 'COUNT', 16)
redis.call('SET', KEYS[2], page[1])
for i = 1, #page[2], 2 do
  local ends = page[2][i] ~= '' and tonumber(page[2][i + 1]:match('^%d+'))
  if ends and ends ~= 0 and ends <= now then
    redis.call('HDEL', KEYS[1], page[2][i])
  end
end
return redis.call('HINCRBY', KEYS[1], '', 1)
