"""Who was there: attendance files of Teams and Zoom, read into stays and minutes."""
