"""The public register: employers that hold a level and agreed to be listed."""
