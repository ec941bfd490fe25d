-- Each request gives the next workspace a name that it does not have, so that each one is a change on the disk.
wrk.headers["x-api-key"] = os.getenv("BENCH_KEYS")
local workspaces = {}
for id in os.getenv("BENCH_WORKSPACES"):gmatch("%S+") do
   workspaces[#workspaces + 1] = id
end
local run = os.time()
local count = 0

request = function()
   count = count + 1
   local path = wrk.path .. workspaces[count % #workspaces + 1]
   return wrk.format("POST", path, wrk.headers, '{"name":"Name ' .. count .. ' of ' .. run .. '"}')
end
