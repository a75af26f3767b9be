"""What makes a release: wheel, source, list of parts (SBOM), locks, and the hashes of all of them."""
