"""Mail that comes in: bounces, complaints, automatic replies and answers of employers."""
