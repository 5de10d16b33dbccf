-- Where the room stands; a room that has no epoch yet gets one now, so that subscribers learn the one to come.
--
-- returns the head, see room.lua
keep()
return head()
