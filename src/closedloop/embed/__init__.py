"""Ways into applications: a `transitions` machine and a stand-alone module.

`closedloop.embed.transitions` needs the library of that name (`pip install 'closedloop[transitions]'`); nothing here
loads it before that module is imported.
"""
