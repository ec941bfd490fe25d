-- POST /v1/organizations/invites, each for an address of its own, by one admin key after the other.
local keys = {}
for key in os.getenv("BENCH_KEYS"):gmatch("%S+") do
  keys[#keys + 1] = { ["x-api-key"] = key, ["content-type"] = "application/json" }
end
local run = os.getenv("BENCH_RUN")
local count = 0

request = function()
  count = count + 1
  local body = '{"email":"' .. run .. "-" .. count .. '@example.com","role":"user"}'
  return wrk.format("POST", "/v1/organizations/invites", keys[count % #keys + 1], body)
end
