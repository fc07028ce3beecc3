-- commit-staged: from here on the staged parts count, if they are all there and were built on the version that is stored.
--
-- KEYS[1]  the shard's control  (hash: version, position, rest, staging; merging = the version whose parts still lie aside)
-- ARGV[1]  the version we built on   ARGV[2]  the new version   ARGV[3]  the new position   ARGV[4]  the new rest
-- ARGV[5]  how many calls have staged
-- Returns  'stored', also for a resend, or 'refused'
local kept = redis.call('HMGET', KEYS[1], 'version', 'staging')
if kept[1] == ARGV[2] then return 'stored' end
if kept[1] ~= ARGV[1] or kept[2] ~= ARGV[2] .. ' ' .. ARGV[5] then return 'refused' end
local answer =
  redis.pcall('HSET', KEYS[1], 'version', ARGV[2], 'position', ARGV[3], 'rest', ARGV[4], 'merging', ARGV[2])
if type(answer) == 'table' and answer.err then return answer end
redis.call('HDEL', KEYS[1], 'staging')
return 'stored'
