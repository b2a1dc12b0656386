-- No parameter is the organisation of a caller
analyze import_line
