-- No parameter is the organisation of a caller
select pg_is_in_recovery() or current_setting('transaction_read_only') = 'on' as "isReadOnly",
array(select distinct time_zone from (select time_zone from organisation limit 1000) as sample) as "timeZones"
