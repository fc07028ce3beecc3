-- stage-parts: lay parts of a large save aside. None of them counts before commit-staged.
--
-- KEYS[1]  the shard's control  (hash: version; staging = the new version, a blank, how many calls have staged for it)
-- KEYS[2]  its staged parts     (list: name, JSON, name, JSON, …)
-- ARGV[1]  the version we built on   ARGV[2]  the new version   ARGV[3]  which call of this save it is, from 1
-- ARGV[4…] name, JSON of each part; an empty text for one that is gone. At most 500 parts
-- Returns  'stored', also for a resend, or 'refused': another version, or what this call follows is lost
local version = redis.call('HGET', KEYS[1], 'version')
if version ~= ARGV[1] then return version == ARGV[2] and 'stored' or 'refused' end
-- Parts that count already and wait to be merged must not be dropped: see save-shard.
if redis.call('HEXISTS', KEYS[1], 'merging') == 1 then return 'refused' end
local call = tonumber(ARGV[3])
local staging = redis.call('HGET', KEYS[1], 'staging')
if staging == ARGV[2] .. ' ' .. call then return 'stored' end
if call > 1 and staging ~= ARGV[2] .. ' ' .. (call - 1) then return 'refused' end
local answer = redis.pcall('HSET', KEYS[1], 'staging', ARGV[2] .. ' ' .. call)
if type(answer) == 'table' and answer.err then return answer end
if call == 1 then redis.call('UNLINK', KEYS[2]) end
redis.call('RPUSH', KEYS[2], unpack(ARGV, 4))
return 'stored'
