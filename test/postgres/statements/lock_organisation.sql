-- No parameter is the organisation of a caller
lock table organisation in exclusive mode
