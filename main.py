"""Start CNN Explorer from a checkout."""

from explorer.app import main

main()
