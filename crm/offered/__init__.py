"""A vacancy offered by a business itself, through a link that is only for this."""
