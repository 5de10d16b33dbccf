-- Reads the sanctions against one user.
--
-- ARGV    8 the user
-- returns the mute and the ban that are in force, as they are kept; empty for none
keep()
local found = redis.call('HMGET', beside('sanctions'), 'm:' .. ARGV[8], 'b:' .. ARGV[8])
for i = 1, 2 do
  local ends = found[i] and tonumber(found[i]:match('^%d+'))
  if not ends or ends ~= 0 and ends <= millis() then
    found[i] = ''
  end
end
return found
