-- Returns where the room stands. A room without an epoch gets one, so that subscribers know it
-- before the first event.
--
-- returns the head, see room.lua
keep()
return head()
