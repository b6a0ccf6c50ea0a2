"""An epoch of SGD by PyTorch from the checkpoint's weights, without shuffling; the values are the losses of the steps."""

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file

from extraction import LAYOUTS
from networks import build
from worker import Round

# As benches/peer/training.rs has them.
BATCH = 128
SGD = {"lr": 0.05, "momentum": 0.9, "weight_decay": 5e-4}


def prepare(what: str, folder: Path) -> Round:
    """`NETWORK/LAYOUT`."""
    name, layout = what.split("/")
    weights = load_file(folder / f"{name}.safetensors")
    data = load_file(folder / "images_32.safetensors")
    images = [b.contiguous(memory_format=LAYOUTS[layout]) for b in data["images"].split(BATCH)]
    labels = data["labels"].long().split(BATCH)
    net = build(name).train().to(memory_format=LAYOUTS[layout])

    def round() -> np.ndarray:
        net.load_state_dict(weights)
        sgd = torch.optim.SGD(net.parameters(), **SGD)
        losses = []
        for x, y in zip(images, labels):
            sgd.zero_grad(set_to_none=True)
            loss = F.cross_entropy(net(x), y)
            loss.backward()
            sgd.step()
            losses.append(loss.detach())
        return torch.stack(losses).numpy()

    return round
