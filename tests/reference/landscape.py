"""Expected curvature of the golden networks, and batch norm's recomputed statistics, from PyTorch (torch 2.15) in f64.

Run: python tests/reference/landscape.py -> fixtures/expected/curvature.json, fixtures/expected/recomputed_statistics.safetensors

Hessian-vector products by differentiating the gradient once more (torch.autograd), of the summed -log p_y at T in evaluation mode;
the whole Hessian of the MLP by torch.autograd.functional.hessian; statistics by torch.optim.swa_utils.update_bn.
"""

import json
import pathlib

import torch
import torch.nn.functional as F
from networks import OUT as NETWORKS
from networks import BasicBlock, CifarMobile, Mlp, OptionA, ResNet, TorchvisionMobile, zoo
from safetensors.torch import load_file, save_file

EXPECTED = pathlib.Path(__file__).parents[2] / "fixtures/expected"
NETS = {
    "mlp": Mlp,
    "cifar_option_a": lambda: ResNet(OptionA, [4, 4, 8, 16], [1, 2, 1], head="linear"),
    "cifar_projection": lambda: ResNet(BasicBlock, [4, 8, 12, 16], [1, 2, 1]),
    "resnet_basic_imagenet_stem": lambda: ResNet(BasicBlock, [4, 4, 6, 8, 12], [1, 2, 1, 1], stem=7),
    "mobilenet_v2": TorchvisionMobile,
    "mobilenet_v2_cifar": CifarMobile,
}
# One of each kind of layer: batch norm before, 2 × 2 pools, no batch norm, shuffled channels, pooled shortcuts, split channels.
OF_ZOO = ["preact_resnet", "vgg", "plain_cnn", "shufflenet_v1", "shufflenet_v2"]
NETS |= {name: lambda net=net: net for name, net, _ in zoo() if name in OF_ZOO}
LABELS = torch.tensor([3, 1])


def golden(name):
    net = NETS[name]()
    net.load_state_dict(load_file(NETWORKS / f"{name}.safetensors"), strict=False)
    return net.double().eval(), load_file(NETWORKS / f"{name}.expected.safetensors")["input"].double()


def pattern(name, tensor, step, modulus):
    """A vector that both sides make from the name and the place of a value alone."""
    i = torch.arange(tensor.numel())
    half = modulus // 2
    return (((i * step + 11 * len(name)) % modulus - half) / half).double().reshape(tensor.shape)


def products(name, temperature):
    net, x = golden(name)
    params = dict(net.named_parameters())
    v = [pattern(n, p, 37, 17) for n, p in params.items()]
    u = [pattern(n, p, 23, 19) for n, p in params.items()]
    loss = F.cross_entropy(net(x) / temperature, LABELS, reduction="sum")
    gradient = torch.autograd.grad(loss, list(params.values()), create_graph=True)
    slope = sum((g * d).sum() for g, d in zip(gradient, v))
    product = torch.autograd.grad(slope, list(params.values()))
    return dict(
        temperature=temperature,
        vhv=sum((h * d).sum() for h, d in zip(product, v)).item(),
        uhv=sum((h * d).sum() for h, d in zip(product, u)).item(),
        norms={n: h.norm().item() for n, h in zip(params, product)},
    )


def whole():
    """The Hessian of the MLP, and D H D in units of the filters of its weights."""
    net, x = golden("mlp")
    names, shapes = zip(*[(n, p.shape) for n, p in net.named_parameters()])
    sizes = [s.numel() for s in shapes]

    def loss(theta):
        parts = [t.reshape(s) for t, s in zip(theta.split(sizes), shapes)]
        return F.cross_entropy(torch.func.functional_call(net, dict(zip(names, parts)), (x,)), LABELS)

    theta = torch.cat([p.detach().flatten() for p in net.parameters()])
    h = torch.autograd.functional.hessian(loss, theta)
    scale = [
        (p.norm(dim=1, keepdim=True) / p.shape[1] ** 0.5).expand_as(p).flatten() if p.dim() > 1 else torch.zeros(p.numel())
        for p in net.parameters()
    ]
    d = torch.cat(scale).double().detach()
    top = lambda m: max(torch.linalg.eigvalsh(m).tolist(), key=abs)
    dhd = d[:, None] * h * d[None]
    return dict(trace=h.trace().item(), top=top(h), trace_scaled=dhd.trace().item(), top_scaled=top(dhd))


def statistics():
    net, x = golden("cifar_option_a")
    other = load_file(NETWORKS / "cifar_option_a.trained.safetensors")["input"].double()
    torch.optim.swa_utils.update_bn([x, other], net)
    state = {k: v.float() for k, v in net.state_dict().items() if "running" in k}
    save_file(state, EXPECTED / "recomputed_statistics.safetensors")


def main():
    out = {name: [products(name, t) for t in (1.0, 2.5)] for name in NETS}
    (EXPECTED / "curvature.json").write_text(json.dumps({"products": out, "mlp": whole()}, indent=1) + "\n")
    statistics()


if __name__ == "__main__":
    main()
