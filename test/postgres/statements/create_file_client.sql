-- The organisation of the caller: $1
insert into api_client (organisation_id, kind, key, secret_hash, file_secret_hash, access, token_ttl_seconds,
  active, secret_created_at)
values ($1::bigint, $2::text, $3::text, $4::text, $4::text, $5::text[], $6::integer, $7::boolean, now())
