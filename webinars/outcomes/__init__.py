"""What came of webinars: enquiries, vacancies, placements and awards within dated windows."""
