-- No parameter is the organisation of a caller
select pg_advisory_unlock(hashtextextended('promotion-gateway migrations', 0))
