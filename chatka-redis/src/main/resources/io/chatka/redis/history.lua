-- A part of the room's history, from one of its ends.
--
-- KEYS[1] the room's hash: epoch, seq
-- KEYS[2] the room's history
-- ARGV    1 an epoch that was never used, 2 how long to keep the hash in ms, 3 the first seq, 4 the last seq or +,
--         5 whether to begin with the newest (1 or 0), 6 how many at most, 7 how many bytes at most,
--         8 how many ms an event is kept
-- returns epoch, seq, whether there is more (1 or 0), and then a seq and an event in turns, as they were asked for
local room = redis.call('HMGET', KEYS[1], 'epoch', 'seq')
local epoch = room[1]
if not epoch then
  epoch = ARGV[1]
  redis.call('HSET', KEYS[1], 'epoch', epoch)
  redis.call('DEL', KEYS[2])
end
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[2]) / 2 then
  -- Not at each look: that would be a write each time.
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
local now = redis.call('TIME')
local oldest = now[1] * 1000 + math.floor(now[2] / 1000) - tonumber(ARGV[8])
local first, last = ARGV[3], ARGV[4]
local found = {epoch, tonumber(room[2] or 0), 0}
local count, bytes = 0, 0
local limit, most = tonumber(ARGV[6]), tonumber(ARGV[7])
local entries
if ARGV[5] == '1' then
  entries = redis.call('XREVRANGE', KEYS[2], last, first, 'COUNT', limit + 1)
else
  entries = redis.call('XRANGE', KEYS[2], first, last, 'COUNT', limit + 1)
end
for _, entry in ipairs(entries) do
  local at, event = entry[2][1], entry[2][2]
  if tonumber(at) > oldest then
    bytes = bytes + #event
    if count == limit or (count > 0 and bytes > most) then
      found[3] = 1
      break
    end
    count = count + 1
    found[#found + 1] = entry[1]:match('^%d+')
    found[#found + 1] = event
  end
end
return found
