-- No parameter is the organisation of a caller
select highest, setval('earned_id'::regclass, highest) as value from (
  select max(latest.number) as highest from organisation o
  cross join lateral (
    select earned_id as number from earning as numbered
    where numbered.organisation_id = o.organisation_id and earned_id <= 4611686018427387903
    order by earned_id desc limit 1
  ) as latest
) as rows
where highest > coalesce(pg_sequence_last_value('earned_id'::regclass), 0)
