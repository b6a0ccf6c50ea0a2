"""Goldens of training trajectories, from PyTorch.

    python tests/reference/training.py        writes fixtures/expected/training_*.safetensors (torch, torchvision, safetensors)

Three steps of SGD in training mode, computed in f64: a small CIFAR ResNet with zero channels, one with projections, and one with
the ImageNet stem (7 × 7, max pool). start.* is the state_dict before, after.* that after; the batch fills several groups.
"""

import pathlib

import torch
import torch.nn.functional as F
from networks import OptionA, ResNet, shake, state
from safetensors.torch import save_file
from torch import nn
from torchvision.models.resnet import BasicBlock

OUT = pathlib.Path(__file__).parents[2] / "fixtures" / "expected"


def trajectory(name, net, images):
    """Three steps with Nesterov's momentum and weight decay on one batch."""
    shake(net)
    out = {"input": images} | state(net, "start.")
    net.double().train()
    labels = torch.arange(len(images)) % 5
    sgd = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9, weight_decay=5e-3, nesterov=True)
    losses = []
    for _ in range(3):
        loss = F.cross_entropy(net(images.double()), labels)
        sgd.zero_grad()
        loss.backward()
        sgd.step()
        losses.append(loss.detach())
    out |= {"labels": labels.float(), "expected.losses": torch.stack(losses).float()}
    out |= {k: v.float() for k, v in state(net, "after.").items()}
    save_file(out, OUT / f"training_{name}.safetensors")


class Biased(ResNet):
    """Convolutions with biases of their own."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                m.bias = nn.Parameter(torch.randn(m.out_channels) * 0.2)


def main():
    torch.manual_seed(4)
    trajectory("option_a", ResNet(OptionA, [8, 8, 16, 24], [1, 1, 1], head="linear"), torch.randn(19, 3, 10, 10))
    trajectory("projection", Biased(BasicBlock, [4, 6, 8, 16], [1, 2, 1]), torch.randn(10, 3, 9, 12))
    trajectory("imagenet_stem", ResNet(BasicBlock, [8, 8, 9, 10, 12], [1, 1, 1, 1], stem=7), torch.randn(9, 3, 35, 41))


if __name__ == "__main__":
    main()
