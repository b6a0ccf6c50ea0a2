"""Forward passes by PyTorch over images in memory; the values are the logits."""

from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file

from networks import build, side
from worker import Round

LAYOUTS = {"default": torch.contiguous_format, "channels_last": torch.channels_last}
BATCH = {32: 256, 224: 32}


def prepare(what: str, folder: Path) -> Round:
    """`NETWORK/LAYOUT`, in inference mode."""
    name, layout = what.split("/")
    net = build(name).eval()
    net.load_state_dict(load_file(folder / f"{name}.safetensors"))
    net = net.to(memory_format=LAYOUTS[layout])
    images = load_file(folder / f"images_{side(name)}.safetensors")["images"]
    batches = [b.contiguous(memory_format=LAYOUTS[layout]) for b in images.split(BATCH[side(name)])]

    def round() -> np.ndarray:
        with torch.inference_mode():
            return torch.cat([net(batch) for batch in batches]).numpy()

    return round
