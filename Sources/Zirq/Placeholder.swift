// The sources follow.
