-- Keeps a message of a room that waits for a moderator, or takes one.
--
-- KEYS[1] a hash: messages by their ids, "AT MESSAGE" (AT in ms)
-- ARGV    1 the message's id, 2 how long messages wait in ms; to keep one also 3 how many may wait,
--         4 the message
-- returns 1 or 0 for a message to keep; the message that is taken, or false
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function waits(value)
  return tonumber(value:match('^%d+')) + ARGV[2] > now
end

if not ARGV[4] then
  local value = redis.call('HGET', KEYS[1], ARGV[1])
  redis.call('HDEL', KEYS[1], ARGV[1])
  return value and waits(value) and value:match('^%d+ (.*)$')
end
if redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[3]) then
  local all = redis.call('HGETALL', KEYS[1])
  for i = 1, #all, 2 do
    if not waits(all[i + 1]) then
      redis.call('HDEL', KEYS[1], all[i])
    end
  end
  if redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[3]) then
    return 0
  end
end
redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f ', now) .. ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
