-- No parameter is the organisation of a caller
select pg_try_advisory_lock(hashtextextended('promotion-gateway migrations', 0)) as locked
