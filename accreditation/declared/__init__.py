"""What employers say of themselves, who checked it, and what does not apply to them."""
