"""Applications for a level: asked for and answered by a link, sent once, then taken over."""
