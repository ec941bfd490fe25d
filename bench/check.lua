-- A check of one key after the other, taken at random from a file of lines "STATUS KEY", all equally long: see KeyFile.
local width = 61
local file = assert(io.open(os.getenv("BENCH_KEYS_FILE"), "rb"))
local lines = file:read("*a")
file:close()
local count = #lines / width
local head, tail

init = function()
  math.randomseed(os.time())
  head = "GET " .. wrk.path .. " HTTP/1.1\r\nhost: bench\r\nx-api-key: "
  tail = "\r\n\r\n"
end

request = function()
  local begin = math.random(0, count - 1) * width
  return head .. lines:sub(begin + 5, begin + 60) .. tail
end
