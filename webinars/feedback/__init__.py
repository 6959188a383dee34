"""After a webinar: both follow-up plans, the recording, and a survey that names nobody."""
