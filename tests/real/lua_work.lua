-- SPDX-License-Identifier: GPL-2.0-or-later
-- Lua at work: the whole language and its libraries, printed results only.
local function section(name) print("== " .. name) end

section("numbers")
print(7 // 2, -7 // 2, 7 % -3, -7 % 3, 7.5 // 2, 2 ^ 10, 1 / 3, 10 / 2)
print(0x7fffffffffffffff + 1, math.maxinteger, math.mininteger, math.ult(1, -1))
print(1e15, 1e16, 1e100, 123456789012345, 0.1, 1 / 0, -1 / 0, 2 ^ 53)
print(5 & 3, 5 | 3, 5 ~ 3, ~0, 1 << 62, 1 << 64, -1 >> 60, "10" + 5, 10 .. 20)
print(math.type(1), math.type(1.0), math.type("1"), 1 == 1.0, math.tointeger(3.0), 3 | 0)
print(math.floor(-3.5), math.ceil(-3.5), math.fmod(-7, 3), math.abs(-4), math.max(3, 9, 2))
print(string.format("%d %5.2f %g %x %s %q %-5s| %5s|%%", 42, math.pi, 1e20, 255, "str", 'a "q"\n', "l", "r"))
print(tostring(1e308 * 10), tonumber("0x1p4"), tonumber("  12  "), tonumber("z", 36), tonumber("1e"), tonumber("10", 2))
print(pcall(function() return 1 // 0 end))
print(1 // 0.0, 0 / 0 ~= 0 / 0, math.sqrt(2), math.exp(0), math.log(8, 2))

section("strings")
local s = "The quick brown fox"
print(#s, s:upper(), s:lower(), s:reverse(), s:sub(5, 9), s:sub(-3), s:byte(1, 3), string.char(72, 105))
print(s:find("quick"), s:find("o", 14, true), s:find("(%a+) (%a+)"), s:match("b(%a+)n"), s:match("^The"), s:match("x$"))
print(s:gsub("%a+", string.upper), s:gsub("o", "0", 1), s:gsub("(%a+) (%a+)", "%2 %1"), s:gsub("%w+", { quick = "slow" }))
print(("abc"):rep(3, "-"), ("x"):rep(0), ("key = value"):match("^(%w+)%s*=%s*(%w+)$"), ("[[nested]]"):match("%[(%b[])%]"))
for word, position in ("one two  three"):gmatch("(%a+)()") do io.write(word, "@", position, " ") end
print()
print(("%d+"):len(), ("a,b,,c"):gsub(",", ";"), ("THE (quick) fox"):find("%((%a+)%)"), ("hello"):gsub("", "-"))
print(("\u{48}\u{20AC}\u{1F600}"):byte(1, -1))
print(utf8.len("\u{e4}\u{20ac}x"), utf8.char(228, 8364), utf8.codepoint("\u{20ac}", 1), #utf8.charpattern)
for p, c in utf8.codes("a\u{e4}\u{20ac}") do io.write(p, ":", c, " ") end
print()
print(string.pack("<i4 >i2 z s1", 1, 2, "zero", "len"):byte(1, -1))
print(string.unpack("<i4 >i2 z s1", string.pack("<i4 >i2 z s1", -7, 300, "zero", "len")))
print(string.packsize("i4 i8 d"), ("x"):rep(3):gsub("x", function(c) return c .. "y" end))
print(("frontier THE END"):gsub("%f[%a]%a+", function(w) return w:sub(1, 1) end))
print(#string.format("%99.9f", 1.5), ("a\0b"):len(), ("%s"):format(nil), ("%5.1s|"):format("abc"))

section("tables")
local t = { 10, 20, 30, nil, 50, x = 1, ["y z"] = 2, [3.0] = "three" }
print(#{ 1, 2, 3 }, t[3], t.x, t["y z"], select("#", table.unpack({ 1, nil, 3 }, 1, 3)), select(-1, 1, 2, 3))
local list = {}
for i = 1, 10 do list[#list + 1] = i * i % 11 end
table.sort(list)
print(table.concat(list, " "))
table.sort(list, function(a, b) return a > b end)
print(table.concat(list, ","), table.remove(list), table.remove(list, 1), #list)
table.insert(list, 1, "front")
table.insert(list, "back")
print(list[1], list[#list], table.concat(table.move(list, 2, 4, 1, {}), "/"))
local keys = {}
for k in pairs({ a = 1, b = 2, c = 3, 4, 5 }) do keys[#keys + 1] = tostring(k) end
table.sort(keys)
print(table.concat(keys, " "), next({}), rawlen({ 1, 2 }), rawequal(t, t))
local packed = table.pack(1, nil, 3)
print(packed.n, packed[3], (function(...) return select("#", ...) end)(nil, nil))
local big = {}
for i = 1, 200000 do big[i] = (i * 7919) % 100003 end
table.sort(big)
local ordered = true
for i = 2, #big do ordered = ordered and big[i - 1] <= big[i] end
print(ordered, big[1], big[100000], big[200000])
print(pcall(table.sort, { 3, 1, 2 }, function() return true end) ~= nil, pcall(table.concat, { {} }))

section("metatables")
local Vector = {}
Vector.__index = Vector
Vector.__add = function(a, b) return setmetatable({ x = a.x + b.x, y = a.y + b.y }, Vector) end
Vector.__eq = function(a, b) return a.x == b.x and a.y == b.y end
Vector.__lt = function(a, b) return a.x < b.x end
Vector.__le = function(a, b) return a.x <= b.x end
Vector.__unm = function(a) return setmetatable({ x = -a.x, y = -a.y }, Vector) end
Vector.__len = function() return 2 end
Vector.__call = function(self, k) return self[k] end
Vector.__tostring = function(a) return "(" .. a.x .. ", " .. a.y .. ")" end
Vector.__concat = function(a, b) return tostring(a) .. "|" .. tostring(b) end
Vector.__close = function(a) print("closed", a) end
Vector.__name = "Vector"
local function vector(x, y) return setmetatable({ x = x, y = y }, Vector) end
local v, w = vector(1, 2), vector(3, 4)
print(tostring(v + w), v == vector(1, 2), v < w, v <= w, v > w, tostring(-v), #v, v("y"), v .. w, v ~= w)
do
  local closing <close> = v
  local constant <const> = 5
  print("in the block", constant)
end
local proxy = setmetatable({}, { __index = function(_, k) return k .. "!" end, __newindex = function(tt, k, val) rawset(tt, k, val * 2) end })
proxy.n = 21
print(proxy.anything, proxy.n, rawget(proxy, "anything"))
local Animal = {}
Animal.__index = Animal
function Animal.new(name) return setmetatable({ name = name }, Animal) end
function Animal:speak() return self.name .. " makes a sound" end
local Dog = setmetatable({}, { __index = Animal })
Dog.__index = Dog
function Dog.new(name) return setmetatable(Animal.new(name), Dog) end
function Dog:speak() return Animal.speak(self) .. ": woof" end
print(Dog.new("Rex"):speak(), getmetatable("").__index == string, getmetatable(setmetatable({}, { __metatable = "locked" })))
local weak = setmetatable({}, { __mode = "k" })
weak[{}] = 1
collectgarbage()
print(next(weak))
local finalized = 0
for _ = 1, 100 do setmetatable({}, { __gc = function() finalized = finalized + 1 end }) end
collectgarbage()
collectgarbage()
print("finalized", finalized)

section("closures and control")
local function counter()
  local n = 0
  return function() n = n + 1 return n end, function() return n end
end
local up, get = counter()
up() up()
print(get(), type(counter()))
local fs = {}
for i = 1, 3 do fs[i] = function() i = i + 1 return i end end
print(fs[1](), fs[1](), fs[2](), fs[3]())
for i = 10, 1, -4 do io.write(i, " ") end
for i = 1.0, 2, 0.25 do io.write(i, " ") end
print()
for i = 1, 3 do
  for j = 1, 3 do
    if j == 2 then goto continue end
    if i == 3 then goto done end
    io.write(i, j, " ")
    ::continue::
  end
end
::done::
print()
local n = 27
local steps = 0
repeat
  n = n % 2 == 0 and n // 2 or 3 * n + 1
  steps = steps + 1
until n == 1
print("collatz", steps)
local function variadic(...) local a, b = ... return select("#", ...), a, b, ... end
print(variadic(1, nil, 3), (variadic(1, 2)))
local function tail(k) if k == 0 then return "bottom" end return tail(k - 1) end
print(tail(1000000))
print(pcall(function() local function deep() return 1 + deep() end return deep() end) == false)
print(load("return 1 + ...")(41), load("syntax error here"))
print(pcall(error, { code = 7 }), select(2, pcall(error, "message", 0)), select(2, pcall(function() error("with position") end)))
print(xpcall(function() error("x", 0) end, function(m) return "handled " .. m end))
print(select(2, pcall(function() return nil .. "x" end)))
print(select(2, pcall(function() local q = {} return q.a.b end)))
print(select(2, pcall(function() return {} < {} end)))
local env = { print = print }
load("x = 5; print(x)", "chunk", "t", env)()
print(x, env.x, #string.dump(function() return 1 end) > 10, load(string.dump(function(a) return a * 2 end))(21))

section("coroutines")
local function generate(limit)
  return coroutine.wrap(function()
    local a, b = 0, 1
    while a < limit do
      coroutine.yield(a)
      a, b = b, a + b
    end
  end)
end
for f in generate(200) do io.write(f, " ") end
print()
local co = coroutine.create(function(a, b)
  print("start", a, b)
  local c = coroutine.yield(a + b)
  print("resumed", c)
  local d, e = coroutine.yield(c * 2)
  error("failed with " .. d .. e)
end)
print(coroutine.resume(co, 1, 2))
print(coroutine.resume(co, 10), coroutine.status(co))
print(coroutine.resume(co, "x", "y"))
print(coroutine.status(co), coroutine.resume(co), coroutine.isyieldable(), select(2, coroutine.running()))
local function permutations(a, k, yield)
  k = k or #a
  if k <= 1 then yield(a) else
    for i = 1, k do
      a[k], a[i] = a[i], a[k]
      permutations(a, k - 1, yield)
      a[k], a[i] = a[i], a[k]
    end
  end
end
local count = 0
for p in coroutine.wrap(function() permutations({ 1, 2, 3, 4, 5, 6, 7 }, nil, coroutine.yield) end) do count = count + p[1] end
print("permutations", count)
local queue, produced = {}, 0
local producer = coroutine.create(function() for i = 1, 1000 do produced = produced + i coroutine.yield(i) end end)
local total = 0
while true do
  local _, item = coroutine.resume(producer)
  if not item then break end
  queue[#queue + 1] = item
  if #queue == 10 then for _, q in ipairs(queue) do total = total + q end queue = {} end
end
print("produced", produced, "consumed", total)
local many = {}
for i = 1, 2000 do many[i] = coroutine.wrap(function() local k = i while true do k = k + coroutine.yield(k) end end) many[i]() end
local sum = 0
for i = 1, 2000 do sum = sum + many[i](i) end
print("two thousand at once", sum)
local cl = coroutine.create(function() local x <close> = setmetatable({}, { __close = function() print("closed by coroutine.close") end }) coroutine.yield() end)
coroutine.resume(cl)
print(coroutine.close(cl), coroutine.status(cl))

section("json")
local function encode(value, indent)
  local kind = type(value)
  if kind == "table" then
    local parts = {}
    if #value > 0 then
      for _, item in ipairs(value) do parts[#parts + 1] = encode(item) end
      return "[" .. table.concat(parts, ",") .. "]"
    end
    local names = {}
    for k in pairs(value) do names[#names + 1] = k end
    table.sort(names)
    for _, k in ipairs(names) do parts[#parts + 1] = encode(k) .. ":" .. encode(value[k]) end
    return "{" .. table.concat(parts, ",") .. "}"
  elseif kind == "string" then
    return '"' .. value:gsub('[%c"\\]', function(c)
      local short = { ['"'] = '\\"', ["\\"] = "\\\\", ["\n"] = "\\n", ["\t"] = "\\t" }
      return short[c] or string.format("\\u%04x", c:byte())
    end) .. '"'
  end
  return tostring(value)
end
local function decode(text)
  local position = 1
  local value
  local function blank() position = text:find("%S", position) or #text + 1 end
  local function literal(word, result) position = position + #word return result end
  local function str()
    local out = {}
    position = position + 1
    while true do
      local c = text:sub(position, position)
      if c == '"' then position = position + 1 return table.concat(out) end
      if c == "\\" then
        local e = text:sub(position + 1, position + 1)
        if e == "u" then
          out[#out + 1] = utf8.char(tonumber(text:sub(position + 2, position + 5), 16))
          position = position + 6
        else
          out[#out + 1] = ({ n = "\n", t = "\t" })[e] or e
          position = position + 2
        end
      else
        out[#out + 1] = c
        position = position + 1
      end
    end
  end
  function value()
    blank()
    local c = text:sub(position, position)
    if c == "{" then
      local object = {}
      position = position + 1
      blank()
      while text:sub(position, position) ~= "}" do
        blank()
        local k = str()
        blank()
        position = position + 1
        object[k] = value()
        blank()
        if text:sub(position, position) == "," then position = position + 1 end
        blank()
      end
      position = position + 1
      return object
    elseif c == "[" then
      local array = {}
      position = position + 1
      blank()
      while text:sub(position, position) ~= "]" do
        array[#array + 1] = value()
        blank()
        if text:sub(position, position) == "," then position = position + 1 end
        blank()
      end
      position = position + 1
      return array
    elseif c == '"' then return str()
    elseif c == "t" then return literal("true", true)
    elseif c == "f" then return literal("false", false)
    elseif c == "n" then return literal("null", nil)
    end
    local number = text:match("^-?[%d.eE+-]+", position)
    position = position + #number
    return tonumber(number)
  end
  return value()
end
local document = { name = "belljar", list = { 1, 2.5, "three", { deep = { true, false } } }, ["quo\"te"] = "tab\tline\nbell\7", empty = {} }
local text = encode(document)
print(text)
print(encode(decode(text)) == text, encode(decode(' { "a" : [ 1 , -2.5e3 , "\\u20ac" , null ] , "b" : { } } ')))
local large = {}
for i = 1, 3000 do large[i] = { id = i, name = "item " .. i, tags = { "a", "b" .. i % 7 } } end
local encoded = encode(large)
print(#encoded, #decode(encoded), decode(encoded)[2999].tags[2])

section("n-queens")
local function queens(size)
  local solutions, columns, up_diagonals, down_diagonals = 0, {}, {}, {}
  local function place(row)
    if row > size then solutions = solutions + 1 return end
    for column = 1, size do
      if not columns[column] and not up_diagonals[row + column] and not down_diagonals[row - column + size] then
        columns[column], up_diagonals[row + column], down_diagonals[row - column + size] = true, true, true
        place(row + 1)
        columns[column], up_diagonals[row + column], down_diagonals[row - column + size] = nil, nil, nil
      end
    end
  end
  place(1)
  return solutions
end
for size = 4, 8 do io.write(queens(size), " ") end
print()

section("sieve, matrix, strings")
local composite, primes = {}, 0
for i = 2, 300000 do
  if not composite[i] then
    primes = primes + 1
    for j = i * i, 300000, i do composite[j] = true end
  end
end
print("primes", primes)
local size = 60
local a, b = {}, {}
for i = 1, size do a[i], b[i] = {}, {} for j = 1, size do a[i][j], b[i][j] = i + j, i - j end end
local trace = 0
for i = 1, size do for j = 1, size do local c = 0 for k = 1, size do c = c + a[i][k] * b[k][j] end if i == j then trace = trace + c end end end
print("trace", trace)
local buffer = {}
for i = 1, 20000 do buffer[#buffer + 1] = ("%d:%s;"):format(i, ("x"):rep(i % 5)) end
local joined = table.concat(buffer)
local digest = 0
for i = 1, #joined do digest = (digest * 31 + joined:byte(i)) % 4294967296 end
print(#joined, digest, select(2, joined:gsub("x+;", "")))
local grown = ""
for i = 1, 3000 do grown = grown .. i end
print(#grown, grown:sub(-8))
local words = {}
for w in (("the cat and the dog and the bird "):rep(200)):gmatch("%a+") do words[w] = (words[w] or 0) + 1 end
print(words.the, words["and"], words.bird)

section("files")
local f = assert(io.open("lua.txt", "w"))
for i = 1, 1000 do f:write(i, " ", i * i, "\n") end
print(f:seek("cur"), f:close(), io.type(f))
local lines, sums = 0, 0
for line in io.lines("lua.txt") do
  local x, y = line:match("(%d+) (%d+)")
  lines, sums = lines + 1, sums + y - x
end
print(lines, sums)
f = io.open("lua.txt")
print(f:read("n", "n", "l", "L", 3), f:read(0), #f:read("a"), f:read("a"), f:read("l"), f:read(0))
print(f:seek("set", 10), f:read(5), f:seek("end"), f:close())
f = io.open("lua.txt", "a+")
f:write("appended\n")
f:seek("set")
print(f:read("l"), #f:read("a"))
f:close()
f = io.open("binary", "wb")
f:setvbuf("full", 64)
for i = 0, 255 do f:write(string.char(i)) end
f:close()
f = io.open("binary", "rb")
local data = f:read("a")
print(#data, data:byte(1), data:byte(256), f:seek("cur"))
f:close()
print(io.open("missing", "r"))
print(os.rename("binary", "renamed"), os.remove("renamed"), select(2, os.remove("renamed")))
local name = os.tmpname()
print(type(name), os.remove(name))
for a1, b1 in io.lines("lua.txt", "n", "n") do if not b1 or a1 >= 3 then break end io.write(a1, "=", b1, " ") end
print()
print(os.date("!%Y-%m-%d %H:%M:%S", 86400 * 365), os.time({ year = 2024, month = 2, day = 29, hour = 12 }) - os.time({ year = 2024, month = 2, day = 28, hour = 12 }), os.getenv("HOME"), os.getenv("NOTHING"))
print(os.time() > 1500000000, os.clock() >= 0, os.difftime(5, 3), os.date("*t", 0).year, #arg, arg[0])
io.stderr:write("to standard error\n")
io.write("done\n")
