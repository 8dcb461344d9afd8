"""The picture of a process: rows by the order of the file, columns by role; SVG, Mermaid, DOT."""
