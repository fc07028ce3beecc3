-- save-shard: store what one save changed in a shard, if it was built on the version that is stored.
--
-- KEYS[1]  the shard's control  (hash: version, position, rest; merging while parts of an earlier save lie aside)
-- KEYS[2]  its parts            (hash: name of a window or a life → JSON)
-- ARGV[1]  the version we built on   ARGV[2]  the new version   ARGV[3]  the new position   ARGV[4]  the new rest
-- ARGV[5…] name, JSON of each part that changed; an empty text for one that is gone. At most 500 parts
-- Returns  'stored', also for a resend, or 'refused'
local version = redis.call('HGET', KEYS[1], 'version')
if version == ARGV[2] then return 'stored' end
-- Parts that still wait to be merged would be put over newer ones. Its owner has merged them all: a Redis with such parts and
-- his version has gone back to before that.
if version ~= ARGV[1] or redis.call('HEXISTS', KEYS[1], 'merging') == 1 then return 'refused' end
-- The first write: where it is not allowed, for want of memory or on a replica, nothing of the script is done.
local answer = redis.pcall('HSET', KEYS[1], 'version', ARGV[2], 'position', ARGV[3], 'rest', ARGV[4])
if type(answer) == 'table' and answer.err then return answer end
local set, gone = {}, {}
for i = 5, #ARGV, 2 do
  if ARGV[i + 1] == '' then
    gone[#gone + 1] = ARGV[i]
  else
    set[#set + 1] = ARGV[i]
    set[#set + 1] = ARGV[i + 1]
  end
end
if #set > 0 then redis.call('HSET', KEYS[2], unpack(set)) end
if #gone > 0 then redis.call('HDEL', KEYS[2], unpack(gone)) end
return 'stored'
