"""Pickled CIFAR-10 batches of 10 images -> fixtures/data/: as Python 2 wrote them, the same column by column, and as Python 3
writes them. Pixel j of image i is (7 i + 31 j + j // 1024) % 256.

numpy 2.x, any Python 3: pickle._Pickler, with bytes and str saved as strings of Python 2.
"""

import io
import pathlib
import pickle
import struct

import numpy as np

CLASSES = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"]
LABELS = [3, 8, 1, 0, 6, 9, 5, 7, 4, 2]
FOLDER = pathlib.Path(__file__).parents[2] / "fixtures/data"


class Python2(pickle._Pickler):
    """Protocol 2 with str and bytes as SHORT_BINSTRING and BINSTRING."""

    dispatch = pickle._Pickler.dispatch.copy()

    def save_string(self, value):
        data = value if isinstance(value, bytes) else value.encode("latin1")
        head = b"U" + bytes([len(data)]) if len(data) < 256 else b"T" + struct.pack("<i", len(data))
        self.write(head + data)
        self.memoize(value)

    dispatch[bytes] = save_string
    dispatch[str] = save_string


def python2(value):
    out = io.BytesIO()
    Python2(out, protocol=2).dump(value)
    return out.getvalue().replace(b"numpy._core.multiarray", b"numpy.core.multiarray")


i, j = np.arange(10)[:, None], np.arange(3072)[None, :]
images = ((7 * i + 31 * j + j // 1024) % 256).astype(np.uint8)
batch = {"batch_label": "testing batch 1 of 1", "labels": LABELS, "data": images, "filenames": [f"{n}.png" for n in range(10)]}
folder = FOLDER / "cifar-10-batches-py"
folder.mkdir(parents=True, exist_ok=True)
(folder / "test_batch").write_bytes(python2(batch))
(folder / "batches.meta").write_bytes(python2({"num_cases_per_batch": 10, "label_names": CLASSES, "num_vis": 3072}))
(FOLDER / "columns").write_bytes(python2({**batch, "data": np.asfortranarray(images)}))
# Read by pickle.load(…, encoding="bytes") and dumped again, as tutorials do.
keys = {key.encode(): value for key, value in batch.items()}
(FOLDER / "python3").write_bytes(pickle.dumps(keys, protocol=4))
for path in [folder / "test_batch", FOLDER / "columns", FOLDER / "python3"]:
    read = pickle.loads(path.read_bytes(), encoding="bytes")
    assert (read[b"data"] == images).all() and list(read[b"labels"]) == LABELS, path
