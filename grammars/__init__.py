"""The grammar files of the language; read through `importlib.resources`."""
