"""The wizard: an unknown file to a feed profile, proposed with its reasons, asked where it must be."""
