"""`python -m figextract` is `figextract`."""

from figextract.cli import main

main()
