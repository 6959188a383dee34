"""Which two employers may be one: weighted rules with reasons, one for every use."""
