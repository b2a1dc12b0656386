-- The organisation of the caller: $1
select "action", "key", "fingerprint", "request_id" as "requestId", "answer"
from "upstream_call"
where "organisation_id" = $1
and "client_id" = $2
and "key" = $3
order by "recorded_at" desc
