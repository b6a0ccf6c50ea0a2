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


class Kuangliu(ResNet):
    """The same network in kuangliu's names, and those of RepDistiller's ResNet-50."""

    def state_dict(self, *args, **kwargs):
        return {k.replace("downsample", "shortcut"): v for k, v in super().state_dict(*args, **kwargs).items()}


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


def same(inputs, outputs, kernel, stride=1, groups=1, bias=False):
    return nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=bias)


class PreAct(nn.Module):
    """A pre-activated block or, with `thin`, bottleneck; `of_input` projects x itself, as torchdistill does."""

    def __init__(self, inputs, outputs, stride, projection, of_input=False, thin=None):
        super().__init__()
        chain = [(inputs, outputs, 3, stride), (outputs, outputs, 3, 1)]
        if thin:
            chain = [(inputs, thin, 1, 1), (thin, thin, 3, stride), (thin, outputs, 1, 1)]
        self.count, self.of_input, self.projection = len(chain), of_input, None
        for i, (a, b, kernel, s) in enumerate(chain, 1):
            setattr(self, f"bn{i}", nn.BatchNorm2d(a))
            setattr(self, f"conv{i}", same(a, b, kernel, s))
        if stride != 1 or inputs != outputs:
            project = same(inputs, outputs, 1, stride)
            self.projection = projection
            setattr(self, projection, project if projection == "convShortcut" else nn.Sequential(project))

    def forward(self, x):
        activated = F.relu(self.bn1(x))
        kept = x
        if self.projection:
            kept = getattr(self, self.projection)(x if self.of_input else activated)
        out = self.conv1(activated)
        for i in range(2, self.count + 1):
            out = getattr(self, f"conv{i}")(F.relu(getattr(self, f"bn{i}")(out)))
        return out + kept


class PreActNet(nn.Module):
    """Wide and pre-activated ResNets in a port's names: `stages` like "layer{}" or "block{}.layer"."""

    def __init__(self, stem, widths, counts, stages="layer{}", first=None, last=None, head="fc", thin=False, **block):
        super().__init__()
        self.conv1 = same(3, stem, 3)
        self.first, self.last, self.head_name, self.paths = first, last, head, []
        if first:
            setattr(self, first, nn.BatchNorm2d(stem))
        width = stem
        for stage, (outputs, count) in enumerate(zip(widths, counts), 1):
            blocks = []
            for i in range(count):
                stride = 2 if stage > 1 and i == 0 else 1
                blocks.append(PreAct(width, outputs, stride, thin=outputs // 4 if thin else None, **block))
                self.paths.append((f"{stages.format(stage)}.{i}", blocks[-1:]))
                width = outputs
            name, holder = stages.format(stage).partition(".")[0], nn.Sequential(*blocks)
            if "." in stages:
                holder, holder.layer = nn.Module(), holder
            setattr(self, name, holder)
        if last:
            setattr(self, last, nn.BatchNorm2d(width))
        setattr(self, head, nn.Linear(width, 5))
        self.taps = ["conv1"] + [path for path, _ in self.paths] + ([last] if last else [])

    def head(self):
        return getattr(self, self.head_name)

    def forward(self, x):
        x = self.conv1(x)
        if self.first:
            x = F.relu(getattr(self, self.first)(x))
        self.seen = {"conv1": x}
        for path, (block,) in self.paths:
            x = self.seen[path] = block(x)
        if self.last:
            x = self.seen[self.last] = F.relu(getattr(self, self.last)(x))
        return self.head()(x.mean((2, 3)))


def convolutions(inputs, layout, normed=True):
    """3 x 3 convolutions with a bias, batch norm and ReLU; "M" is a max pool."""
    layers = []
    for outputs in layout:
        if outputs == "M":
            layers.append(nn.MaxPool2d(2, 2))
            continue
        layers += [same(inputs, outputs, 3, bias=True)] + [nn.BatchNorm2d(outputs)] * normed + [nn.ReLU()]
        inputs = outputs
    return nn.Sequential(*layers)


class BlockVgg(nn.Module):
    """RepDistiller's VGG: five blocks; the fourth pool is for images of 64 x 64 pixels."""

    taps = ["block0.0", "block2.0", "block4.0"]

    def __init__(self, blocks, normed=True):
        super().__init__()
        width = 3
        for i, layout in enumerate(blocks):
            setattr(self, f"block{i}", convolutions(width, layout, normed)[:-1])
            width = layout[-1]
        self.classifier = nn.Linear(width, 5)

    def head(self):
        return self.classifier

    def forward(self, x):
        rows, self.seen = x.shape[2], {}
        for i in range(5):
            block = getattr(self, f"block{i}")
            for at, layer in enumerate(block):
                x = layer(x)
                if isinstance(layer, nn.ReLU):
                    self.seen.setdefault(f"block{i}.0", x)
            x = F.relu(x)
            self.seen.setdefault(f"block{i}.0", x)
            if i < 3 or (i == 3 and rows == 64):
                x = F.max_pool2d(x, 2)
        return self.classifier(x.mean((2, 3)))


VGG, PLAIN = ["features", "classifier"], ["conv_layers", "fc_layers"]


class Sequences(nn.Module):
    """Convolutions in one `Sequential`, linear layers in another: VGG as kuangliu, chenyaofo and torchvision have it, and
    TAKD's plain networks. `gaps` dropouts stand behind each hidden linear layer."""

    def __init__(self, names, layout, linears, gaps=0):
        super().__init__()
        self.names = names
        layers = []
        for a, b in zip(linears, linears[1:]):
            layers += [nn.Linear(a, b), nn.ReLU()] + [nn.Dropout()] * gaps
        body, tail = convolutions(3, layout), nn.Sequential(*layers[: -1 - gaps])
        setattr(self, names[0], body)
        setattr(self, names[1], tail[0] if names == VGG and len(tail) == 1 else tail)
        convs = [f"{names[0]}.{i}" for i, layer in enumerate(body) if isinstance(layer, nn.Conv2d)]
        self.taps = convs + [f"{names[1]}.{i * (2 + gaps)}" for i in range(len(linears) - 2)]

    def tail(self):
        tail = getattr(self, self.names[1])
        return tail if isinstance(tail, nn.Sequential) else nn.Sequential(tail)

    def head(self):
        return self.tail()[-1]

    def forward(self, x):
        self.seen, at = {}, None
        for name, layers in [(self.names[0], getattr(self, self.names[0])), (self.names[1], self.tail())]:
            x = x.flatten(1) if name == self.names[1] else x
            for i, layer in enumerate(layers):
                x = layer(x)
                if isinstance(layer, nn.ReLU):
                    self.seen[at] = x
                elif not isinstance(layer, nn.BatchNorm2d):
                    at = f"{name}.{i}"
        return x


def shuffled(x, groups):
    b, c, h, w = x.shape
    return x.view(b, groups, c // groups, h, w).transpose(1, 2).reshape(b, c, h, w)


class Units(nn.Module):
    """Convolutions `conv1`, `bn1`, … of a block."""

    def __init__(self, *convs):
        super().__init__()
        for i, conv in enumerate(convs, 1):
            setattr(self, f"conv{i}", conv)
            setattr(self, f"bn{i}", nn.BatchNorm2d(conv.out_channels))

    def unit(self, i, x):
        return getattr(self, f"bn{i}")(getattr(self, f"conv{i}")(x))


class ShuffleUnit(Units):
    """Zhang 2018, figure 2."""

    def __init__(self, inputs, outputs, stride, groups, first):
        inner = outputs // 4
        super().__init__(
            same(inputs, inner, 1, groups=first),
            same(inner, inner, 3, stride, inner),
            same(inner, outputs, 1, groups=groups),
        )
        self.stride, self.first = stride, first

    def forward(self, x):
        out = shuffled(F.relu(self.unit(1, x)), self.first)
        out = self.unit(3, F.relu(self.unit(2, out)))
        if self.stride == 1:
            return F.relu(out + x)
        return F.relu(torch.cat([out, F.avg_pool2d(x, 3, 2, 1)], 1))


class ShuffleBranch(Units):
    """Ma 2018, figure 3c."""

    def __init__(self, channels):
        half = channels // 2
        super().__init__(same(half, half, 1), same(half, half, 3, 1, half), same(half, half, 1))

    def forward(self, x):
        passing, x = x.chunk(2, 1)
        x = F.relu(self.unit(3, self.unit(2, F.relu(self.unit(1, x)))))
        return shuffled(torch.cat([passing, x], 1), 2)


class ShuffleBranches(Units):
    """Ma 2018, figure 3d."""

    def __init__(self, inputs, channels):
        half = channels // 2
        super().__init__(
            same(inputs, inputs, 3, 2, inputs),
            same(inputs, half, 1),
            same(inputs, half, 1),
            same(half, half, 3, 2, half),
            same(half, half, 1),
        )

    def forward(self, x):
        left = F.relu(self.unit(2, self.unit(1, x)))
        right = F.relu(self.unit(5, self.unit(4, F.relu(self.unit(3, x)))))
        return shuffled(torch.cat([left, right], 1), 2)


class ShuffleNet(nn.Module):
    """Both ShuffleNets in kuangliu's and RepDistiller's names; the second has `last` features."""

    def __init__(self, stem, kernel, widths, counts, groups=None, last=None):
        super().__init__()
        self.conv1, self.bn1 = same(3, stem, kernel), nn.BatchNorm2d(stem)
        inputs = stem
        for stage, (width, count) in enumerate(zip(widths, counts), 1):
            blocks = []
            for i in range(count):
                if last:
                    blocks.append(ShuffleBranches(inputs, width) if i == 0 else ShuffleBranch(width))
                else:
                    outputs, stride = (width - inputs, 2) if i == 0 else (width, 1)
                    blocks.append(ShuffleUnit(inputs, outputs, stride, groups, 1 if inputs == stem else groups))
                inputs = width
            setattr(self, f"layer{stage}", nn.Sequential(*blocks))
        self.taps = ["conv1"] + [f"layer{s}.{i}" for s, count in enumerate(counts, 1) for i in range(count)]
        if last:
            self.conv2, self.bn2 = same(inputs, last, 1), nn.BatchNorm2d(last)
            self.taps.append("conv2")
        self.linear = nn.Linear(last or inputs, 5)

    def head(self):
        return self.linear

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        self.seen = {"conv1": x}
        for stage in (1, 2, 3):
            for i, block in enumerate(getattr(self, f"layer{stage}")):
                x = self.seen[f"layer{stage}.{i}"] = block(x)
        if "conv2" in self.taps:
            x = self.seen["conv2"] = F.relu(self.bn2(self.conv2(x)))
        return self.linear(F.avg_pool2d(x, x.shape[2:]).flatten(1))


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


def zoo():
    """Name, network and images: the networks of RepDistiller, mdistiller, torchdistill, TAKD, kuangliu and chenyaofo, narrow and short."""
    small, cifar, large = torch.randn(2, 3, 16, 16), torch.randn(2, 3, 32, 32), torch.randn(1, 3, 64, 64)
    repdistiller = {"stages": "block{}.layer", "projection": "convShortcut", "last": "bn1"}
    wide = PreActNet(4, [8, 12, 16], [1, 2, 1], **repdistiller)
    kuangliu = {"projection": "shortcut", "head": "linear"}
    return [
        ("wide_resnet", wide, small),
        ("wide_resnet_same_width", PreActNet(4, [4, 8, 12], [1, 1, 1], **repdistiller), small),
        (
            "wide_resnet_torchdistill",
            PreActNet(4, [8, 12, 16], [2, 1, 1], projection="shortcut", last="bn1", of_input=True),
            small,
        ),
        ("preact_resnet", PreActNet(4, [4, 6, 8, 10], [1, 2, 1, 1], **kuangliu), small),
        ("preact_resnet_bottleneck", PreActNet(4, [8, 12, 16, 20], [1, 2, 1, 1], thin=True, **kuangliu), small),
        ("preact_resnet_2017", PreActNet(4, [4, 6, 8, 10], [1, 1, 1, 1], first="bn1", **kuangliu), small),
        ("preact_resnet_takd", PreActNet(4, [4, 8, 12], [2, 1, 1], projection="downsample", last="bn"), small),
        ("resnet_kuangliu", Kuangliu(Bottleneck, [4, 2, 3, 4, 5], [1, 2, 1, 1], head="linear"), small),
        ("vgg", BlockVgg([[4], [6], [8, 8], [10, 10], [12, 12]]), cifar),
        ("vgg_without_norm", BlockVgg([[4, 4], [6], [8], [10], [12]], normed=False), large),
        ("vgg_kuangliu", Sequences(VGG, [4, "M", 6, "M", 8, 8, "M", 10, 10, "M", 12, 12, "M"], [12, 5]), cifar),
        (
            "vgg_chenyaofo",
            Sequences(VGG, [4, 4, "M", 6, "M", 8, "M", 10, "M", 12, "M"], [12, 10, 8, 5], gaps=1),
            cifar,
        ),
        (
            "vgg_large_images",
            Sequences(VGG, [4, "M", 6, "M", 8, "M", 10, "M", 12, "M"], [48, 10, 8, 5], gaps=1),
            large,
        ),
        ("plain_cnn", Sequences(PLAIN, [4, 4, "M", 6, "M", 8, "M", 8, 8, "M"], [32, 8, 5]), cifar),
        ("plain_cnn_without_last_pool", Sequences(PLAIN, [4, "M", 6, "M", 8, "M", 8], [128, 5]), cifar),
        ("shufflenet_v1", ShuffleNet(8, 1, [24, 48, 96], [3, 2, 1], groups=2), small),
        ("shufflenet_v1_odd", ShuffleNet(12, 1, [24, 48, 96], [2, 1, 1], groups=3), torch.randn(2, 3, 21, 19)),
        ("shufflenet_v2", ShuffleNet(8, 1, [12, 16, 24], [3, 2, 1], last=20), small),
        ("shufflenet_v2_kuangliu", ShuffleNet(8, 3, [12, 16, 24], [2, 1, 1], last=20), small),
    ]


def infer_zoo():
    nets = zoo()
    trained = ["wide_resnet", "wide_resnet_torchdistill", "vgg", "plain_cnn", "shufflenet_v1", "shufflenet_v2"]
    for name, net, images in nets:
        infer(name, net, images)
    for name, net, images in nets:
        if name in trained:
            train(name, net, torch.randn(4, *images.shape[1:]))


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
    infer_zoo()


if __name__ == "__main__":
    main()
