-- Whether a part of a view has changed since the view's row was written: a view names its parts in its first line, each with the revision
-- that it shows, and the mark of a part holds the newest one.
local function outdated(view, marks)
  local parts = string.match(view, '^%x+"[%d.]+"( [^\n]+)\n')
  for part, revision in string.gmatch(parts or '', ' (%S+)@(%d+)') do
    local newest = redis.pcall('GET', marks .. part)
    if newest and tonumber(revision) < (tonumber(newest) or math.huge) then return true end
  end
  return false
end
