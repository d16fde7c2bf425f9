-- Asks the queries of a file in turn, by GET and by POST, and counts the answers that are right.
-- Arguments: the file (each query ends with a NUL; before it, a line with the number of terms in its answer),
-- and whether each request differs from all before ("vary") or not ("same").
local queries, known, threads, asked = {}, {}, {}, 0
right, wrong = 0, 0

function setup(thread)
  table.insert(threads, thread)
end

local function escaped(text)
  return (text:gsub("[^%w%-_.~]", function(c) return string.format("%%%02X", c:byte()) end))
end

function init(args)
  vary = args[2] == "vary"
  for terms, query in io.open(args[1]):read("*a"):gmatch("(%d+)\n([^%z]*)%z") do
    known[tonumber(terms)] = true
    table.insert(queries, query)
  end
end

function request()
  local query = queries[asked % #queries + 1]
  if vary then query = query .. "\n# " .. asked end
  local post = math.floor(asked / #queries + asked) % 2 == 1
  asked = asked + 1
  local headers = { Accept = "application/sparql-results+json" }
  if not post then return wrk.format("GET", wrk.path .. "?query=" .. escaped(query), headers) end
  headers["Content-Type"] = "application/x-www-form-urlencoded"
  return wrk.format("POST", wrk.path, headers, "query=" .. escaped(query))
end

function response(status, headers, body)
  local _, terms = body:gsub('"type"', "")
  if status == 200 and known[terms] then right = right + 1 else wrong = wrong + 1 end
end

function done(summary, latency)
  local good, bad = 0, 0
  for _, thread in ipairs(threads) do
    good, bad = good + thread:get("right"), bad + thread:get("wrong")
  end
  local failed = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  io.write(string.format('\nJSON {"right": %d, "wrong": %d, "seconds": %f, "p50": %f, "p95": %f}\n', good, bad + failed,
    summary.duration / 1e6, latency:percentile(50) / 1e6, latency:percentile(95) / 1e6))
end
