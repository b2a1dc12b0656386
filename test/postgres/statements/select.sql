-- No parameter is the organisation of a caller
select clock_timestamp() as now
