-- Changes the room's state, or imposes or lifts a sanction, and tells the nodes, in one atomic step.
--
-- ARGV    8 the channel, 9 the change as nodes hear it, see Change, 10 its name, then
--         slow: 11 seconds; speak: 11 the rank; pin and unpin: 11 the epoch (empty: the present
--         one), 12 the seq; impose: 11 the field, 12 until when, 13 its value, 14 how many may be
--         in force; lift: 11 the field
-- returns what became of it (0 changed, 1 unchanged, 2 not found, 3 too many), and the state, see
--         moderation.lua
local what = ARGV[10]

local function set(field, value)
  if redis.call('HGET', KEYS[1], field) == value then
    return 1
  elseif value then
    redis.call('HSET', KEYS[1], field, value)
  else
    redis.call('HDEL', KEYS[1], field)
  end
  return 0
end

local function isOver(value)
  local ends = tonumber(value:match('^%d+'))
  return ends ~= 0 and ends <= millis()
end

local function lift(field)
  redis.call('HDEL', sanctions, field)
  return redis.call('HINCRBY', sanctions, '!n', -1)
end

-- Drops sanctions that are over: some at a time, so that a room with very many is not slow.
local function sweep()
  local page = redis.call('HSCAN', sanctions, redis.call('HGET', sanctions, '!cursor') or '0', 'COUNT', 16)
  redis.call('HSET', sanctions, '!cursor', page[1])
  for i = 1, #page[2], 2 do
    if page[2][i]:match('^[mb]:') and isOver(page[2][i + 1]) then
      lift(page[2][i])
    end
  end
end

local function impose(field, ends, value)
  sweep()
  local was = redis.call('HGET', sanctions, field)
  if was == value then
    return 1
  elseif not was then
    if tonumber(redis.call('HGET', sanctions, '!n') or 0) >= tonumber(ARGV[14]) then
      return 3
    end
    redis.call('HINCRBY', sanctions, '!n', 1)
  end
  redis.call('HSET', sanctions, field, value)
  local last = redis.call('HGET', sanctions, '!until')
  if ends == '0' or last == '0' then
    redis.call('HSET', sanctions, '!until', '0')
    redis.call('PERSIST', sanctions)
  elseif not last or tonumber(ends) > tonumber(last) then
    redis.call('HSET', sanctions, '!until', ends)
    redis.call('PEXPIREAT', sanctions, ends)
  end
  return 0
end

local function changePins(wanted, at)
  local kept = pins()
  local mark = (wanted == '' and epoch or wanted) .. ' ' .. at .. ' '
  local found
  for i, message in ipairs(kept) do
    if message:sub(1, #mark) == mark then
      found = i
    end
  end
  if what == 'unpin' then
    if not found then
      return 2
    end
    table.remove(kept, found)
  elseif found then
    return 1
  else
    local entry = (wanted == '' or wanted == epoch) and redis.call('XRANGE', KEYS[2], at .. '-1', at .. '-1')[1]
    if not entry then
      return 2
    elseif #kept == 3 then
      return 3
    end
    kept[#kept + 1] = mark .. entry[2][2]
  end
  pin(kept)
  return 0
end

local result = 0
if what == 'slow' then
  result = set('slow', ARGV[11] ~= '0' and ARGV[11])
elseif what == 'speak' then
  result = set('speak', ARGV[11] ~= '0' and ARGV[11])
elseif what == 'close' then
  result = redis.call('HSETNX', KEYS[1], 'closed', digits(millis())) == 1 and 0 or 1
elseif what == 'open' then
  result = set('closed', false)
elseif what == 'pin' or what == 'unpin' then
  result = changePins(ARGV[11], ARGV[12])
elseif what == 'impose' then
  result = impose(ARGV[11], ARGV[12], ARGV[13])
elseif what == 'lift' then
  local was = redis.call('HGET', sanctions, ARGV[11])
  if was then
    lift(ARGV[11])
  end
  result = was and not isOver(was) and 0 or 1
end
if result == 0 then
  tell(ARGV[8], ARGV[9])
else
  keep()
end
local answer = state()
table.insert(answer, 1, result)
return answer
