"""The people of a webinar, for the staff: seats, the waiting list, who never confirmed."""
