"""Networks that both sides run, in the names of their usual ports."""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torchvision import models


class OptionA(nn.Module):
    """Basic block (He 2016) whose shortcut takes every second pixel and adds zero channels."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.stride, self.extra = 1 + (inputs != outputs), (outputs - inputs) // 2
        self.conv1 = nn.Conv2d(inputs, outputs, 3, self.stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)

    def forward(self, x: Tensor) -> Tensor:
        out = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        if self.extra:
            x = F.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, self.extra, self.extra))
        return F.relu(out + x)


class CifarResNet(nn.Module):
    """6n + 2 layers in akamaster's names."""

    def __init__(self, depth: int, classes: int = 10) -> None:
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16)
        for stage, (inputs, outputs) in enumerate([(16, 16), (16, 32), (32, 64)], 1):
            widths = [inputs] + [outputs] * ((depth - 2) // 6)
            blocks = [OptionA(a, b) for a, b in zip(widths, widths[1:])]
            setattr(self, f"layer{stage}", nn.Sequential(*blocks))
        self.linear = nn.Linear(64, classes)

    def features(self, x: Tensor) -> Tensor:
        x = F.relu(self.bn1(self.conv1(x)))
        return self.layer3(self.layer2(self.layer1(x))).mean((2, 3))

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(self.features(x))


def unit(inputs: int, outputs: int, kernel: int, stride: int = 1, groups: int = 1) -> list[nn.Module]:
    conv = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False)
    return [conv, nn.BatchNorm2d(outputs)]


class Inverted(nn.Module):
    """Expansion, depthwise convolution, projection (Sandler 2018), with ReLU."""

    def __init__(self, inputs: int, outputs: int, stride: int, factor: int) -> None:
        super().__init__()
        wide, self.adds = inputs * factor, stride == 1 and inputs == outputs
        expand, depthwise = unit(inputs, wide, 1), unit(wide, wide, 3, stride, wide)
        self.conv = nn.Sequential(*expand, nn.ReLU(True), *depthwise, nn.ReLU(True), *unit(wide, outputs, 1))

    def forward(self, x: Tensor) -> Tensor:
        return x + self.conv(x) if self.adds else self.conv(x)


class MobileNetV2Cifar(nn.Module):
    """Half as wide, for 32 × 32 pixels, in RepDistiller's names."""

    STAGES = [(1, 8, 1, 1), (6, 12, 2, 1), (6, 16, 3, 2), (6, 32, 4, 2), (6, 48, 3, 1), (6, 80, 3, 2), (6, 160, 1, 1)]

    def __init__(self, classes: int = 10) -> None:
        super().__init__()
        self.conv1 = nn.Sequential(*unit(3, 16, 3, 2), nn.ReLU(True))
        width, self.blocks = 16, nn.ModuleList()
        for factor, outputs, count, stride in self.STAGES:
            widths, strides = [width] + [outputs] * count, [stride] + [1] * count
            blocks = [Inverted(a, b, s, factor) for a, b, s in zip(widths, widths[1:], strides)]
            self.blocks.append(nn.Sequential(*blocks))
            width = outputs
        self.conv2 = nn.Sequential(*unit(width, 1280, 1), nn.ReLU(True))
        self.classifier = nn.Sequential(nn.Linear(1280, classes))

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv1(x)
        for stage in self.blocks:
            x = stage(x)
        return self.classifier(self.conv2(x).mean((2, 3)))


def resnet18_cifar() -> nn.Module:
    net = models.resnet18(num_classes=10)
    net.conv1 = nn.Conv2d(3, 64, 3, 1, 1, bias=False)
    net.maxpool = nn.Identity()
    return net


# For 32 × 32 pixels, and for 224 × 224.
SMALL: dict[str, Callable[[], nn.Module]] = {
    "resnet8": lambda: CifarResNet(8),
    "resnet20": lambda: CifarResNet(20),
    "resnet56": lambda: CifarResNet(56),
    "resnet18_cifar": resnet18_cifar,
    "mobilenet_v2_cifar": MobileNetV2Cifar,
}
LARGE: dict[str, Callable[[], nn.Module]] = {
    "resnet18": models.resnet18,
    "resnet50": models.resnet50,
    "mobilenet_v2": models.mobilenet_v2,
}


def build(name: str, seed: int = 0) -> nn.Module:
    torch.manual_seed(seed)
    return (SMALL | LARGE)[name]()


def side(name: str) -> int:
    """Pixels a side of the images that a network is for."""
    return 32 if name in SMALL else 224


@torch.no_grad()
def calibrate(net: nn.Module, images: Tensor) -> None:
    """Batch norm statistics of the images, so that random weights give values of ordinary size."""
    norms = [m for m in net.modules() if isinstance(m, nn.BatchNorm2d)]
    for norm in norms:
        norm.momentum = 1.0
    net.train()(images)
    net.eval()
    for norm in norms:
        norm.momentum = 0.1
