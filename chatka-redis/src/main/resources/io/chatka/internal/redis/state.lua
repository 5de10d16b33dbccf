-- Reads the room's state.
--
-- returns the state, see moderation.lua
keep()
return state()
