"""The sustained-work clock: milestones by dated rules, jobs joined, and what proves them."""
