"""Makes the small PyTorch files of fixtures/checkpoints/ (torch 2.15): python tests/reference/pth.py

The weights are counted, so tests need no expected values: a.weight (2, 3) = 0..5, a.bias (2) = 10, 11,
and 100 more where a file holds other weights beside them.
"""

from argparse import Namespace
from datetime import date
from pathlib import Path

import numpy
import torch

OUT = Path(__file__).parents[2] / "fixtures/checkpoints"


def weights(prefix=""):
    return {
        f"{prefix}a.weight": torch.arange(6.0).reshape(2, 3),
        f"{prefix}a.bias": torch.tensor([10.0, 11.0]),
        f"{prefix}bn.num_batches_tracked": torch.tensor(7),
    }


def shifted(prefix):
    """Other weights of the same shapes: 100 more."""
    return {prefix + name: tensor + 100 for name, tensor in weights().items()}


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    linear = torch.nn.Linear(3, 2)
    with torch.no_grad():
        linear.weight.copy_(torch.arange(6.0).reshape(2, 3))
        linear.bias.copy_(torch.tensor([10.0, 11.0]))
    module = torch.nn.Sequential()
    module.add_module("a", linear)
    optimizer = torch.optim.SGD(linear.parameters(), lr=0.1, momentum=0.9)
    storage = torch.arange(12.0)
    types = {
        "double": torch.tensor([0.5, -2.0], dtype=torch.float64),
        "half": torch.tensor([0.5, -2.0], dtype=torch.float16),
        "bfloat16": torch.tensor([0.5, -2.0], dtype=torch.bfloat16),
        "parameter": torch.nn.Parameter(torch.tensor([0.5, -2.0])),
        "integer": torch.tensor([1, 2], dtype=torch.int32),
        "scalar": torch.tensor(4.0),
        "transposed": torch.arange(6.0).reshape(2, 3).t(),
        "column": storage.reshape(4, 3)[:, 1],
        "tail": storage[8:],
        "long": torch.tensor([1, 2]),
    }
    files = {
        # an OrderedDict with `_metadata`, as nn.Module.state_dict gives it
        "flat.pth": module.state_dict(),
        # akamaster, timm, torchvision references
        "nested.pth.tar": {
            "epoch": 3,
            "arch": "tiny",
            "best_prec1": 91.25,
            "state_dict": weights("module."),
            "optimizer": optimizer.state_dict(),
            "state_dict_ema": weights(),
            "args": Namespace(smoothing=0.1),
        },
        # CALS
        "twice_nested.pt": {"state_dict": {"state_dict": weights("module._orig_mod."), "epoch": 5}},
        # RepDistiller
        "model_key.bin": {"model": weights(), "opt": Namespace(lr=0.1), "best_acc": 0.5},
        # Lightning
        "lightning.ckpt": {"state_dict": weights("model."), "global_step": 10, "callbacks": {}},
        # RepDistiller at length: an accuracy as a tensor, NumPy numbers, and an object of a class that is no data
        "run.pth": {
            "epoch": 240,
            "model": weights(),
            "best_acc": torch.tensor([76.5]),
            "accuracy": numpy.float64(0.75),
            "seed": torch.tensor(3),
            "opt": Namespace(lr=0.1, model_t="resnet32x4", decay=[150, 180], root=Path("data/cifar")),
            "started": date(2026, 11, 24),
        },
        # mdistiller's full file, which has no suffix
        "latest": {
            "epoch": 3,
            "best_acc": 71.5,
            "model": {**weights("module.student."), **shifted("module.teacher."), "module.loss.p": torch.ones(1)},
        },
        "pair.pth": {"student": weights(), "teacher": shifted(""), "epoch": 1},
        "averaged.ckpt": {"state_dict": {**weights("model."), **shifted("ema_model.")}},
        "types.pth": types,
        "no_weights.pth": {"epoch": 3, "model": module, "losses": [0.1]},
        "not_finite.pth": {"a.weight": torch.tensor([1.0, float("nan")])},
    }
    for name, content in files.items():
        torch.save(content, OUT / name)
    torch.save(files["flat.pth"], OUT / "protocol4.pth", pickle_protocol=4)
    legacy = {
        "legacy.pth": weights(),
        "legacy_types.pth": types,
        # akamaster
        "legacy_nested.th": {"state_dict": weights("module."), "best_prec1": 91.25},
    }
    # The keys of the storages are addresses, so these bytes change from run to run.
    for name, content in legacy.items():
        torch.save(content, OUT / name, _use_new_zipfile_serialization=False)
    torch.jit.script(module).save(OUT / "script.pt")


main()
