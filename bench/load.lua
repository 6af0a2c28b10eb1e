-- The load of `cargo xtask bench`: one script, one set of headers and one id list for every server that is measured, so
-- that only the servers differ.
--
-- wrk ... -s load.lua URL -- MODE AUTHORIZATION IDS FIRST COUNT THREADS
--   MODE    get: reads the qualification of each id, and begins again at the end of the list
--           post: creates a qualification for each id once; a list that is used up ends the run as a failure
--   AUTHORIZATION  the header's value, or @FILE with one in each line: the id in line N of IDS has the one in line N of it, and
--           its last line is followed by its first
--   IDS     a file of GUIDs, one per line; FIRST and COUNT choose the part that this run may use
-- wrk ... -s load.lua URL -- same TARGET CONTENT_TYPE BODY
--   the same POST over and over
--
-- Work per request is kept small, because wrk shares the cores with the server: it is string concatenation and one
-- format, and answers are not looked at here (wrk itself counts every status above 399).

local LINE_BYTES = 37 -- a GUID and the end of the line

local threads = {}

function setup(thread)
  thread:set("thread_index", #threads)
  table.insert(threads, thread)
end

local function init_same(target, content_type, body)
  is_used_up = false
  local same = "POST " .. target .. " HTTP/1.1\r\nHost: " .. wrk.host .. ":" .. wrk.port
    .. "\r\nContent-Type: " .. content_type .. "\r\nContent-Length: " .. #body .. "\r\n\r\n" .. body
  function request()
    return same
  end
end

function init(args)
  if args[1] == "same" then
    init_same(args[2], args[3], args[4])
    return
  end
  local mode, authorization, path = args[1], args[2], args[3]
  local first, count, parts = tonumber(args[4]), tonumber(args[5]), tonumber(args[6])
  local share = math.floor(count / parts)
  first = first + thread_index * share

  -- One long string: a table of a million entries would keep the collector of this script busy.
  local file = assert(io.open(path, "rb"))
  file:seek("set", first * LINE_BYTES)
  local ids = file:read(share * LINE_BYTES)
  file:close()
  assert(ids and #ids == share * LINE_BYTES, "the id list is too short")

  is_post = mode == "post"
  is_used_up = false
  local body = '{"qualification":"Education","educationSegment":"K12"}'
  local before = is_post and "POST /v1/customers/" or "GET /v1/customers/"
  local between = (is_post and "/qualifications" or "/qualification")
    .. " HTTP/1.1\r\nHost: " .. wrk.host .. ":" .. wrk.port
    .. "\r\nMS-CorrelationId: c4d0a3b2-77e1-45b8-9b6c-0a1f2e3d4c5b\r\nMS-RequestId: "
  local after = "\r\n\r\n"
  if is_post then
    after = "\r\nContent-Type: application/json\r\nContent-Length: " .. #body .. "\r\n\r\n" .. body
  end

  local headers = {}
  if authorization:sub(1, 1) == "@" then
    for line in io.lines(authorization:sub(2)) do
      table.insert(headers, "\r\nAuthorization: " .. line)
    end
  else
    headers[1] = "\r\nAuthorization: " .. authorization
  end
  local turns = #headers

  -- Each request has an id of its own, as every client sends it.
  local request_id = string.format("%08x-%04x-4000-8000-", first, thread_index) .. "%012x"
  local sent, entry = 0, 0

  function request()
    if entry == share then
      entry = 0
      if is_post then
        is_used_up = true
        wrk.thread:stop()
      end
    end
    local at = entry * LINE_BYTES
    local header = headers[(first + entry) % turns + 1]
    entry = entry + 1
    sent = sent + 1
    return before .. ids:sub(at + 1, at + 36) .. between .. string.format(request_id, sent) .. header .. after
  end
end

-- One line of JSON for the bench; times are microseconds.
function done(summary, latency, requests)
  local used_up = false
  for _, thread in ipairs(threads) do
    used_up = used_up or thread:get("is_used_up")
  end
  local errors = summary.errors
  io.write(string.format(
    '{"requests":%d,"duration_us":%d,"p50_us":%d,"p90_us":%d,"p99_us":%d,"max_us":%d,'
      .. '"bad_status":%d,"connect":%d,"read":%d,"write":%d,"timeout":%d,"list_used_up":%s}\n',
    summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(90), latency:percentile(99), latency.max,
    errors.status, errors.connect, errors.read, errors.write, errors.timeout, tostring(used_up)
  ))
end
