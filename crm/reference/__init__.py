"""Reference data: places, industries, sizes and bank holidays, each with its source."""
