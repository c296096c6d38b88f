def version():
    pass
