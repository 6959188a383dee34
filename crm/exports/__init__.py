"""Employers in files that go out: who took what, why, and the files themselves."""
