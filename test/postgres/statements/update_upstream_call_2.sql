-- The organisation of the caller: $4
update "upstream_call" set "request_id" = $1, "answer" = $2, "holder" = $3 where organisation_id = $4 and client_id = $5
and action = $6 and key = $7 and "holder" = $8
