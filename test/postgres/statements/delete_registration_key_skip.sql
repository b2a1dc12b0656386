-- No parameter is the organisation of a caller
delete from "registration_key" where ctid = any(array(
select ctid from "registration_key" where recorded_at < now() - $1 * interval '1 millisecond'
order by recorded_at limit $2 for update skip locked))
