"""Looking at finished editions: pictures of every page (``make pages``) and gates for every file (``make quality``)."""
