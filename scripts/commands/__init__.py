"""The subcommands of ``broadsheet``, one a module; each is imported when called."""
