"""The programme: series, templates and webinars, from a draft to what came after."""
