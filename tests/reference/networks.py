"""Goldens of the network families and of training, from PyTorch and torchvision.

    python tests/reference/networks.py        writes fixtures/networks/*.safetensors (torch, torchvision, safetensors)

Each network is small, with random weights and batch norm statistics far from 0 and 1. NAME.safetensors is its state_dict;
NAME.expected.safetensors holds an input, and what PyTorch makes of it; NAME.trained.safetensors two steps of SGD.
"""

import pathlib

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from torch import nn
from torchvision.models.mobilenetv2 import MobileNetV2
from torchvision.models.resnet import BasicBlock, Bottleneck

OUT = pathlib.Path(__file__).parents[2] / "fixtures" / "networks"


class Mlp(nn.Module):
    taps = ["fc2"]

    def __init__(self):
        super().__init__()
        self.fc1, self.fc2, self.fc10 = nn.Linear(36, 20), nn.Linear(20, 12), nn.Linear(12, 5)

    def head(self):
        return self.fc10

    def forward(self, x):
        x = F.relu(self.fc1(x.flatten(1)))
        self.seen = {"fc2": F.relu(self.fc2(x))}
        return self.fc10(self.seen["fc2"])


class OptionA(nn.Module):
    """The basic block of He 2016 with zero channels, in akamaster's names."""

    def __init__(self, inputs, planes, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, planes, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.extra, self.stride = (planes - inputs) // 2, stride

    def forward(self, x):
        out = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        out += F.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, self.extra, self.extra))
        return F.relu(out)


class ResNet(nn.Module):
    """torchvision's forward pass at small widths: `planes` of the stem and of each stage, `blocks` of each stage."""

    def __init__(self, block, planes, blocks, head="fc", stem=3):
        super().__init__()
        self.conv1 = nn.Conv2d(3, planes[0], stem, 1 + (stem == 7), stem // 2, bias=False)
        self.bn1 = nn.BatchNorm2d(planes[0])
        self.pool = nn.MaxPool2d(3, 2, 1) if stem == 7 else nn.Identity()
        self.stages = len(blocks)
        width, expansion = planes[0], getattr(block, "expansion", 1)
        for stage, (inner, count) in enumerate(zip(planes[1:], blocks), 1):
            layers = []
            for i in range(count):
                stride = 2 if stage > 1 and i == 0 else 1
                if block is OptionA:
                    layers.append(OptionA(width, inner, stride))
                else:
                    down = None
                    if stride != 1 or width != inner * expansion:
                        down = nn.Sequential(
                            nn.Conv2d(width, inner * expansion, 1, stride, bias=False),
                            nn.BatchNorm2d(inner * expansion),
                        )
                    layers.append(block(width, inner, stride, down))
                width = inner * expansion
            setattr(self, f"layer{stage}", nn.Sequential(*layers))
        self.head_name, self.taps = head, ["conv1", "layer2.0"]
        setattr(self, head, nn.Linear(width, 5))

    def head(self):
        return getattr(self, self.head_name)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        self.seen = {"conv1": x}
        x = self.pool(x)
        for stage in range(1, self.stages + 1):
            for i, block in enumerate(getattr(self, f"layer{stage}")):
                x = block(x)
                self.seen[f"layer{stage}.{i}"] = x
        return self.head()(x.mean((2, 3)))


class TorchvisionMobile(MobileNetV2):
    """torchvision's at a tenth of its width, with narrow expansions and a narrow last layer."""

    taps = ["features.0", "features.1", "features.3", "features.9", "features.18"]

    def __init__(self):
        counts, strides = [1, 2, 3, 4, 3, 3, 1], [1, 2, 2, 2, 1, 2, 1]
        widths = [16, 24, 32, 64, 96, 160, 320]
        setting = [[1 if i == 0 else 3, w, n, s] for i, (w, n, s) in enumerate(zip(widths, counts, strides))]
        super().__init__(5, 0.1, setting, round_nearest=4)
        self.features[18] = nn.Sequential(nn.Conv2d(32, 40, 1, bias=False), nn.BatchNorm2d(40), nn.ReLU6())
        self.classifier[1] = nn.Linear(40, 5)
        with torch.no_grad():
            for m in self.features.modules():
                if isinstance(m, nn.Conv2d):
                    m.weight.mul_(1.6)  # so that 6 is reached often

    def head(self):
        return self.classifier[1]

    def forward(self, x):
        self.seen = {}
        for i, layer in enumerate(self.features):
            x = self.seen[f"features.{i}"] = layer(x)
        return self.classifier(x.mean((2, 3)))


class CifarMobile(nn.Module):
    """Inverted residuals with ReLU in RepDistiller's names: every block expands, the second stage keeps the size."""

    taps = ["conv1", "blocks.1.1", "blocks.3.0", "conv2"]

    def __init__(self):
        super().__init__()
        widths, counts, strides = [4, 6, 8, 16, 24, 40, 20], [1, 2, 3, 4, 3, 3, 1], [1, 1, 2, 2, 1, 2, 1]

        def unit(inputs, outputs, kernel, stride, groups=1):
            conv = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False)
            return [conv, nn.BatchNorm2d(outputs)]

        def block(inputs, outputs, stride, factor):
            wide = inputs * factor
            expand, project = unit(inputs, wide, 1, 1), unit(wide, outputs, 1, 1)
            out = nn.Module()
            out.conv = nn.Sequential(*expand, nn.ReLU(), *unit(wide, wide, 3, stride, wide), nn.ReLU(), *project)
            out.adds = stride == 1 and inputs == outputs
            return out

        self.conv1 = nn.Sequential(*unit(3, 8, 3, 2), nn.ReLU())
        width, self.blocks = 8, nn.ModuleList()
        for stage, (outputs, count, stride) in enumerate(zip(widths, counts, strides)):
            blocks = []
            for i in range(count):
                blocks.append(block(width, outputs, stride if i == 0 else 1, 3 if stage else 1))
                width = outputs
            self.blocks.append(nn.Sequential(*blocks))
        self.conv2 = nn.Sequential(*unit(width, 40, 1, 1), nn.ReLU())
        self.classifier = nn.Sequential(nn.Linear(40, 5))

    def head(self):
        return self.classifier[0]

    def forward(self, x):
        x = self.conv1(x)
        self.seen = {"conv1": x}
        for i, stage in enumerate(self.blocks):
            for j, block in enumerate(stage):
                x = x + block.conv(x) if block.adds else block.conv(x)
                self.seen[f"blocks.{i}.{j}"] = x
        self.seen["conv2"] = x = self.conv2(x)
        return self.classifier(F.avg_pool2d(x, 2, ceil_mode=True).flatten(1))


def shake(net):
    for m in net.modules():
        if isinstance(m, nn.BatchNorm2d):
            nn.init.uniform_(m.weight, 0.5, 1.5)
            nn.init.normal_(m.bias, 0, 0.2)
            nn.init.normal_(m.running_mean, 0, 0.3)
            nn.init.uniform_(m.running_var, 0.5, 2)


def state(net, prefix=""):
    return {
        prefix + k: v.detach().clone().contiguous()
        for k, v in net.state_dict().items()
        if not k.endswith("num_batches_tracked")
    }


def infer(name, net, x):
    """Weights, and what they give in inference mode; in f64, so that only our own rounding is seen."""
    shake(net)
    save_file(state(net), OUT / f"{name}.safetensors")
    net.double().eval()
    kept = {}
    net.head().register_forward_pre_hook(lambda m, inputs: kept.update(features=inputs[0]))
    with torch.no_grad():
        logits = net(x.double())
    out = {"input": x, "expected.features": kept["features"].float(), "expected.logits": logits.float()}
    out |= {f"expected.{t}": net.seen[t].float().contiguous() for t in net.taps}
    save_file(out, OUT / f"{name}.expected.safetensors")
    net.float()


def train(name, net, x):
    """Two steps of SGD with Nesterov's momentum and label smoothing, in training mode."""
    net.double().train()
    labels = torch.tensor([1, 4, 0, 2])
    sgd = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9, weight_decay=5e-3, nesterov=True)
    losses = []
    for _ in range(2):
        loss = F.cross_entropy(net(x.double()), labels, label_smoothing=0.1)
        sgd.zero_grad()
        loss.backward()
        sgd.step()
        losses.append(loss.detach())
    out = {"input": x, "labels": labels.float(), "expected.losses": torch.stack(losses).float()}
    out |= {k: v.float() for k, v in state(net, "after.").items()}
    save_file(out, OUT / f"{name}.trained.safetensors")


def objectives():
    """Losses of one batch of logits under each objective."""
    student, teacher = torch.randn(6, 5) * 3, torch.randn(6, 5) * 3
    labels = torch.tensor([0, 1, 2, 3, 4, 0])
    s, t = student.double(), teacher.double()

    def kl(t_side, s_side):
        return F.kl_div(F.log_softmax(s / s_side, 1), F.log_softmax(t / t_side, 1), log_target=True, reduction="batchmean")

    hard = F.cross_entropy(s, labels)
    out = {
        "student": student,
        "teacher": teacher,
        "labels": labels.float(),
        "expected.cross_entropy": hard,
        "expected.label_smoothing": F.cross_entropy(s, labels, label_smoothing=0.1),
        "expected.kd": kl(4, 4) * 16,
        "expected.kd_teacher_only": kl(4, 1),
        "expected.kd_with_label": 0.7 * kl(4, 4) * 16 + 0.3 * hard,
    }
    save_file({k: v.float() for k, v in out.items()}, OUT / "objectives.safetensors")


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(20261124)
    small, large = torch.randn(2, 3, 16, 16), torch.randn(2, 3, 45, 37)
    flat = torch.randn(2, 1, 6, 6)
    option_a = ResNet(OptionA, [4, 4, 8, 16], [1, 2, 1], head="linear")
    mlp = Mlp()
    infer("mlp", mlp, flat)
    infer("cifar_option_a", option_a, small)
    infer("cifar_projection", ResNet(BasicBlock, [4, 8, 12, 16], [1, 2, 1]), small)
    infer("cifar_bottleneck", ResNet(Bottleneck, [4, 4, 6, 8], [1, 2, 1]), small)
    infer("resnet_basic_imagenet_stem", ResNet(BasicBlock, [4, 4, 6, 8, 12], [1, 2, 1, 1], stem=7), large)
    infer("resnet_bottleneck_cifar_stem", ResNet(Bottleneck, [4, 2, 3, 4, 5], [1, 2, 1, 1]), small)
    train("mlp", mlp, torch.randn(4, 1, 6, 6))
    train("cifar_option_a", option_a, torch.randn(4, 3, 8, 8))
    objectives()
    infer("mobilenet_v2", TorchvisionMobile(), large)
    infer("mobilenet_v2_cifar", CifarMobile(), torch.randn(2, 3, 32, 32))


if __name__ == "__main__":
    main()
