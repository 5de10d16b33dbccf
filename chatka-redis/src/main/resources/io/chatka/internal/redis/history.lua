-- Reads a part of the room's history, from one of its ends.
--
-- ARGV    8 the first seq, 9 the last seq or +, 10 whether to begin with the newest (1 or 0),
--         11 how many events at most, 12 how many bytes at most, 13 how many ms an event is kept
-- returns the head, see room.lua, whether there is more (1 or 0), and then in turns the id of an
--         entry (SEQ-KIND) and its event, in the order that was asked for
keep()
local oldest = millis() - tonumber(ARGV[13])
local found = head()
local more = #found + 1
found[more] = 0
local count, bytes = 0, 0
local limit, most = tonumber(ARGV[11]), tonumber(ARGV[12])
local first, last = ARGV[8], ARGV[9]
local newest = ARGV[10] == '1'
local done = false
-- Entries that are too old take no place on the page: they are read past, step by step.
while not done do
  local entries
  if newest then
    entries = redis.call('XREVRANGE', KEYS[2], last, first, 'COUNT', limit + 1)
  else
    entries = redis.call('XRANGE', KEYS[2], first, last, 'COUNT', limit + 1)
  end
  done = #entries <= limit
  for _, entry in ipairs(entries) do
    local at, event = entry[2][1], entry[2][2]
    if tonumber(at) > oldest then
      bytes = bytes + #event
      if count == limit or (count > 0 and bytes > most) then
        found[more] = 1
        done = true
        break
      end
      count = count + 1
      found[#found + 1] = entry[1]
      found[#found + 1] = event
    end
  end
  if not done then
    local seq = tonumber(string.match(entries[#entries][1], '^%d+'))
    if newest then
      last = string.format('%.0f', seq - 1)
    else
      first = string.format('%.0f', seq + 1)
    end
  end
end
return found
