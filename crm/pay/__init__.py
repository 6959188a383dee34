"""Pay: the dated rates, pay turned into an hourly figure, the minimum-wage test."""
