-- The organisation of the caller: $2
update "api_client"
set "active" = $1
where "organisation_id" = $2
and "client_id" = $3
and "active" = $4
returning "client_id"
