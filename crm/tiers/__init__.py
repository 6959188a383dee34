"""The tier of an employer: why it has it, and when that is looked at again."""
