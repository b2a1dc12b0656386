-- No parameter is the organisation of a caller
select highest, setval('issual_id'::regclass, highest) as value from (
  select max(latest.number) as highest from organisation o
  cross join lateral (
    select issual_id as number from enrolment as numbered
    where numbered.organisation_id = o.organisation_id and issual_id <= 4611686018427387903
    order by issual_id desc limit 1
  ) as latest
) as rows
where highest > coalesce(pg_sequence_last_value('issual_id'::regclass), 0)
