-- The organisation of the caller: $1
select "c"."client_id", "c"."secret_hash", "c"."previous_secret_hash", "c"."previous_secret_until", "c"."access", "c"."organisation_id", "c"."token_ttl_seconds", "o"."time_zone"
from "api_client" as "c"
inner join "organisation" as "o" on "o"."organisation_id" = "c"."organisation_id"
where "c"."active" = true
and "c"."organisation_id" = $1
and "c"."client_id" = $2
