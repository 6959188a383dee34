"""Reviews that a business asks for: somebody else looks at a decision, within a stated time."""
