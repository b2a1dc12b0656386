-- The organisation of the caller: $1
update api_client set last_used_on = used.day
from unnest($2::bigint[], $3::date[]) as used(client_id, day)
where api_client.organisation_id = $1::bigint and api_client.client_id = used.client_id
  and (last_used_on is null or last_used_on < used.day)
