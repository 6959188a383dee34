"""Letters about decisions: as a page for staff, by a link for the business, as a PDF."""
