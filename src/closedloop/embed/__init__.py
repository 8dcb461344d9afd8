"""Ways into applications: a `transitions` machine and a stand-alone module."""
