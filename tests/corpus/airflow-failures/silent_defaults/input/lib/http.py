session = Session(retries=3, owner="crew", execution_timeout=4)
