"""How definition files are read: strictly, from one root, into frozen classes. It knows no definition itself."""
