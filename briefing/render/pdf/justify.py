from contextlib import contextmanager
@contextmanager
def justified_han():
    yield
