"""What validates a model is built when it is first used, which may be in several threads at once."""

from __future__ import annotations

import subprocess
import sys

AT_ONCE = """
import sys, threading
from advisor import Advisor
sys.setswitchinterval(1e-6)
texts, start = [], threading.Barrier(6)

def use():
    start.wait()
    texts.append(Advisor().assess({"sales_channel": "direct", "data_trust": "low"}).to_json())

threads = [threading.Thread(target=use) for _ in range(6)]
for each in threads:
    each.start()
for each in threads:
    each.join()
print(len(texts), len(set(texts)))
"""


def test_threads_that_use_models_first_at_the_same_time() -> None:
    done = subprocess.run([sys.executable, "-c", AT_ONCE], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("6 1\n", "")
