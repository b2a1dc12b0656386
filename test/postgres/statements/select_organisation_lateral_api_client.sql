-- No parameter is the organisation of a caller
select highest, setval(pg_get_serial_sequence('api_client', 'client_id')::regclass, highest) as value from (
  select max(latest.number) as highest from organisation o
  cross join lateral (
    select client_id as number from api_client as numbered
    where numbered.organisation_id = o.organisation_id and client_id <= 4611686018427387903
    order by client_id desc limit 1
  ) as latest
) as rows
where highest > coalesce(pg_sequence_last_value(pg_get_serial_sequence('api_client', 'client_id')::regclass), 0)
