"""People: owners, maintainers and those to call, as files of their own and package files name them."""
