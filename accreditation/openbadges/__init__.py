"""Open Badges 3.0 without a database: build, sign, bake, read and check a credential."""
