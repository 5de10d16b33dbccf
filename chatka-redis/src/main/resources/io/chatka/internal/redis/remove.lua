-- Takes texts out of the room, and publishes an event that tells it, in one atomic step. The history
-- is written anew: an entry that is deleted from a stream leaves its bytes there.
--
-- ARGV    8 the channel, 9 and 10 the event's bytes before its seq and after its time, 11 how many
--         events to keep (0: none), 12 for how many ms, 13 the event's kind, then
--         one message: 14 its epoch (empty: the present one), 15 its seq;
--         all of an author: 14 and 15 empty, 16 how the fields of its messages begin
-- returns 0, the epoch and the seq of the event, and how many texts there were; or 1 if the text is
--         gone already, or 2 if there is nothing of it
local wanted = ARGV[14] == '' and epoch or ARGV[14]
local now = millis()

-- Where the fields of a message begin, after its time.
local function fields(event)
  local _, last = event:find('^{"type":"message","seq":%d+,"at":%d+,')
  return last and last + 1
end

local function isMeant(of, at, event)
  if ARGV[15] ~= '' then
    return of == wanted and at == ARGV[15]
  end
  local from = fields(event)
  return from and event:sub(from, from + #ARGV[16] - 1) == ARGV[16]
end

local function tombstone(event)
  local i = fields(event) + #'"room":"'
  while event:sub(i, i) ~= '"' do
    i = i + (event:sub(i, i) == '\\' and 2 or 1)
  end
  return event:sub(1, i) .. ',"deleted":true}'
end

local texts, entries, stones = 0, {}, 0
for _, entry in ipairs(redis.call('XRANGE', KEYS[2], '-', '+')) do
  local at, kind = entry[1]:match('^(%d+)%-(%d+)$')
  local event = entry[2][2]
  if tonumber(entry[2][1]) + tonumber(ARGV[12]) > now then
    if kind == '2' and wanted == epoch and at == ARGV[15] then
      return {1}
    elseif (kind == '1' or kind == '5') and isMeant(epoch, at, event) then
      texts = texts + 1
      kind, event = '2', tombstone(event)
    elseif kind == '3' or kind == '4' then
      stones = stones + 1
    end
    entries[#entries + 1] = {at .. '-' .. kind, entry[2][1], event}
  end
end
local kept, unpinned = {}, {}
for _, pinned in ipairs(pins()) do
  local of, at, event = pinned:match('^(%S+) (%d+) (.*)$')
  if isMeant(of, at, event) then
    unpinned[#unpinned + 1] = 'unpin ' .. of .. ' ' .. at
  else
    kept[#kept + 1] = pinned
  end
end
if texts == 0 and #unpinned == 0 then
  keep()
  return {2}
end

-- First what needs memory: a Redis without any refuses here, and has done nothing.
seq = redis.call('HINCRBY', KEYS[1], 'seq', 1)
expire()
local place = digits(seq)
local event = ARGV[9] .. place .. ',"at":' .. digits(now) .. ARGV[10]
if ARGV[11] ~= '0' then
  entries[#entries + 1] = {place .. '-' .. ARGV[13], digits(now), event}
  stones = stones + 1
end
redis.call('DEL', KEYS[2])
for _, entry in ipairs(entries) do
  redis.call('XADD', KEYS[2], entry[1], entry[2], entry[3])
end
redis.call('PEXPIRE', KEYS[2], ARGV[12])
told = stones
redis.call('HSET', KEYS[1], 'told', told)
redis.call('PUBLISH', ARGV[8], 'k ' .. ARGV[13] .. ' ' .. epoch .. ' ' .. place .. '\n' .. event)
for _, change in ipairs(unpinned) do
  pin(kept)
  tell(ARGV[8], change)
end
return {0, epoch, seq, math.max(texts, #unpinned)}
