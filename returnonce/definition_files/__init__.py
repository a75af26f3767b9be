"""How files of definitions are read: strictly, from one root, into frozen classes. Knows no definition itself."""
