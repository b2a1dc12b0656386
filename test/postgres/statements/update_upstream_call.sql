-- The organisation of the caller: $3
update "upstream_call" set "holder" = $1, "held_until" = now() + $2 * interval '1 millisecond' where organisation_id = $3 and client_id = $4
and action = $5 and key = $6 and "fingerprint" = $7 and ("holder" is null or "held_until" <= now()) returning "fingerprint", "request_id" as "requestId", "answer", "sent_at" as "sentAt"
