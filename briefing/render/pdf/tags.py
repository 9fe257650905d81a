"""stub"""
from contextlib import contextmanager
class T:
    def put_right(self, document, pdf): pass
@contextmanager
def recorded_tags():
    yield T()
