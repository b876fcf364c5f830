-- The requests that wrk sends, and the line of JSON that it prints at the end.
-- Arguments: GET, a path, and optionally how many ids to choose from at random; or POST, a path, and the body. The environment
-- variable TOKEN may have a token.

local requests = {}

function init(arguments)
  local method, path, more = arguments[1], arguments[2], arguments[3]
  if os.getenv("TOKEN") ~= "" then
    wrk.headers["Authorization"] = "Bearer " .. os.getenv("TOKEN")
  end
  if method == "POST" then
    wrk.headers["Content-Type"] = "application/json"
    requests[1] = wrk.format(method, path, nil, more)
  elseif more then
    for id = 1, tonumber(more) do
      requests[id] = wrk.format(method, path .. id)
    end
  else
    requests[1] = wrk.format(method, path)
  end
end

function request()
  return requests[math.random(#requests)]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format('{"answers":%d,"micros":%d,"refused":%d,"broken":%d,"p50":%d,"p99":%d,"max":%d}\n',
    summary.requests, summary.duration, errors.status, errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50), latency:percentile(99), latency.max))
end
