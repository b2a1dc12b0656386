-- The organisation of the caller: $1
select "fingerprint" from "upstream_call" where organisation_id = $1 and client_id = $2
and action = $3 and key = $4
