from urllib3.util import Retry

session.mount(Retry(max=3, max_retries=4))
