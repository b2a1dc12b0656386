-- No parameter is the organisation of a caller
select highest, setval(pg_get_serial_sequence('outbox', 'sequence')::regclass, highest) as value from (
  select max(latest.number) as highest from organisation o
  cross join lateral (
    select sequence as number from outbox as numbered
    where numbered.organisation_id = o.organisation_id and sequence <= 4611686018427387903
    order by sequence desc limit 1
  ) as latest
) as rows
where highest > coalesce(pg_sequence_last_value(pg_get_serial_sequence('outbox', 'sequence')::regclass), 0)
