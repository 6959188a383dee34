"""Views of lists: a filter, columns, an order and a layout under a name, for one or for many."""
