-- The organisation of the caller: $1
insert into "upstream_call" ("organisation_id", "client_id", "action", "key", "fingerprint", "request_id", "answer", "sent_at", "holder", "held_until", "recorded_at")
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, now() + $10 * interval '1 millisecond', now())
on conflict do nothing
