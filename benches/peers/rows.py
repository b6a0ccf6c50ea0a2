"""The registry of what is compared: one entry a row of the table. Imports nothing heavy, so that the driver stays small."""

from dataclasses import dataclass

from contestant import Contestant
from readings import of_analysis, of_script

AVX512, AVX2 = "penult", "penult, AVX2"
GIB = 1 << 30


@dataclass(frozen=True)
class Goal:
    """`ours` against the fastest of `beside`: their time over ours."""

    ours: str
    beside: tuple[str, ...]
    at_least: float | None = None


@dataclass(frozen=True)
class Peak:
    """Peak memory of a contestant."""

    of: str
    at_most_bytes: int | None = None


@dataclass(frozen=True)
class Row:
    key: str
    title: str
    inputs: tuple[str, ...]
    contestants: tuple[Contestant, ...]
    goals: tuple[Goal, ...] = ()
    peaks: tuple[Peak, ...] = ()
    # Largest difference of values, as a share of the largest value.
    tolerance: float = 0.0
    # How many values are compared: a training run drifts with rounding.
    compared: int | None = None
    # Rounds where less than asked for will do.
    most_rounds: int = 1000


def ours(work: str) -> Contestant:
    return Contestant(AVX512, ("{peer}", work, "{inputs}", "{out}"))


def ours_avx2(work: str) -> Contestant:
    return Contestant(AVX2, ours(work).command, {"PENULT_SIMD": "avx2"})


def theirs(name: str, work: str) -> Contestant:
    return Contestant(name, ("{python}", "{here}/worker.py", work, "{inputs}", "{out}"))


def process(name: str, *command: str, **more: object) -> Contestant:
    return Contestant(name, command, stays=False, **more)


DEFAULT, LAST = "PyTorch, default layout", "PyTorch, channels_last"


def layouts(kind: str, network: str) -> tuple[Contestant, Contestant]:
    return theirs(DEFAULT, f"{kind}/{network}/default"), theirs(LAST, f"{kind}/{network}/channels_last")


def extraction(network: str, title: str, side: int, at_least: float) -> Row:
    work = f"extraction/{network}"
    return Row(
        f"extraction_{network}",
        title,
        (network, f"images_{side}"),
        (ours(work), ours_avx2(work), *layouts("extraction", network)),
        (Goal(AVX512, (DEFAULT, LAST), at_least), Goal(AVX2, (DEFAULT,), 1.0)),
        tolerance=1e-4,
    )


def training(network: str, title: str) -> Row:
    return Row(
        f"training_{network}",
        title,
        (network, "images_32"),
        (ours(f"training/{network}"), *layouts("training", network)),
        (Goal(AVX512, (DEFAULT, LAST), 0.8),),
        tolerance=1e-3,
        # Rounding grows about threefold a step: after eight, PyTorch's two layouts of ResNet-20 are 1.4e-3 apart themselves.
        compared=4,
    )


def statistic(work: str, title: str, ways: dict[str, str], at_least: dict[str, float], tolerance: float) -> Row:
    """`ways` by name; each is a line of its own."""
    name, size = work.split("_")
    kind = "features" if name in ("separation", "cka", "pca") else "logits"
    return Row(
        work,
        title,
        (f"{kind}_{size}",),
        (ours(f"metrics/{work}"), *(theirs(label, f"metrics/{work}/{way}") for label, way in ways.items())),
        tuple(Goal(AVX512, (label,), at_least.get(label)) for label in ways),
        tolerance=tolerance,
    )


NUMPY = {"NumPy, f64": "numpy"}
PRODUCTS = NUMPY | {"PyTorch, f64": "torch"}
NUMPYS_SPEED = {"NumPy, f64": 1.0}
PENULT_REPORT = ("{penult}", "--quiet", "report", "--no-cache", "--out", "{out}")
SCRIPT, SCRIPT_ALONE = "the script, whole process", "the script, without start and imports"


def memory(variants: int) -> Row:
    name = "penult report"
    return Row(
        f"memory_{variants}",
        f"report on activations 50,000 × 2,048, 1,000 classes, variants: {variants}",
        ("memory",),
        (process(name, *PENULT_REPORT, f"{{inputs}}/memory/{variants}"),),
        peaks=(Peak(name, 3 * GIB // 2),),
        most_rounds=1,
    )


def stream(times: int) -> Contestant:
    data = f"{{inputs}}/stream/{times}"
    command = ("{penult}", "--quiet", "extract", "--no-cache", "--normalize", "0.5/0.25", "--data", data)
    return process(f"penult extract, {times}0,000 images", *command, "--out", "{out}", "{inputs}/resnet20.safetensors")


ROWS = (
    extraction("resnet20", "extraction, ResNet-20, 10,000 images of 32 × 32", 32, 1.5),
    extraction("resnet56", "extraction, ResNet-56, 10,000 images of 32 × 32", 32, 1.5),
    extraction("resnet18_cifar", "extraction, ResNet-18 with CIFAR stem, 10,000 images of 32 × 32", 32, 1.5),
    extraction("mobilenet_v2_cifar", "extraction, MobileNetV2 of half width, 10,000 images of 32 × 32", 32, 1.0),
    extraction("resnet18", "extraction, ResNet-18, 500 images of 224 × 224", 224, 1.0),
    extraction("resnet50", "extraction, ResNet-50, 500 images of 224 × 224", 224, 1.0),
    extraction("mobilenet_v2", "extraction, MobileNetV2, 500 images of 224 × 224", 224, 1.0),
    training("resnet8", "training, ResNet-8, an epoch of 10,000 images of 32 × 32, batch 128"),
    training("resnet20", "training, ResNet-20, an epoch of 10,000 images of 32 × 32, batch 128"),
    # In f32 an example may fall on the other side of a bin's edge.
    statistic(
        "ece_10000x10",
        "ECE, 15 bins, logits 10,000 × 10",
        {"torchmetrics": "torchmetrics", "netcal": "netcal"} | NUMPY,
        {},
        1e-3,
    ),
    statistic(
        "temperature_10000x10",
        "temperature, logits 10,000 × 10",
        {"PyTorch, LBFGS": "lbfgs", "SciPy, f64": "scipy"},
        {},
        1e-4,
    ),
    # The resamples are not the same ones.
    statistic(
        "bootstrap_10000x10",
        "bootstrap intervals of accuracy, NLL and ECE, 1,000 resamples of logits 10,000 × 10",
        {"torchmetrics on copied logits": "torchmetrics", "NumPy on copied terms": "numpy"},
        {},
        2e-2,
    ),
    statistic(
        "calibration_10000x10",
        "ECE, temperature and bootstrap together, logits 10,000 × 10",
        {"torchmetrics and PyTorch": "usual", "NumPy and SciPy": "numpy"},
        {"torchmetrics and PyTorch": 10.0},
        2e-2,
    ),
    statistic(
        "separation_10000x64",
        "class separation, features 10,000 × 64",
        {"scikit-learn's cosine distances": "sklearn"} | NUMPY,
        {},
        1e-5,
    ),
    statistic(
        "cka_10000x64",
        "linear CKA, biased and debiased, features 10,000 × 64",
        PRODUCTS | {"Gram matrices as torch_cka, f32": "gram"},
        NUMPYS_SPEED,
        1e-4,
    ),
    statistic("cka_50000x2048", "linear CKA, biased and debiased, features 50,000 × 2,048", PRODUCTS, NUMPYS_SPEED, 1e-9),
    statistic("pca_10000x64", "PCA, features 10,000 × 64", PRODUCTS | {"scikit-learn, f64": "sklearn"}, NUMPYS_SPEED, 1e-9),
    statistic("pca_50000x2048", "PCA, features 50,000 × 2,048", PRODUCTS | {"scikit-learn, f64": "sklearn"}, NUMPYS_SPEED, 1e-9),
    Row(
        "report",
        "the whole report on 8 ResNet-20 and 10,000 images, cold",
        ("study",),
        (
            process(AVX512, *PENULT_REPORT, "{inputs}/study", read=of_analysis),
            process(SCRIPT, "{python}", "{here}/report.py", "{inputs}/study", "{out}", read=of_script),
            theirs(SCRIPT_ALONE, "report/study"),
        ),
        (Goal(AVX512, (SCRIPT,), 2.0), Goal(AVX512, (SCRIPT_ALONE,))),
        tolerance=1e-3,
    ),
    memory(1),
    memory(8),
    Row(
        "stream",
        "extraction by ResNet-20 from a file",
        ("resnet20", "stream"),
        (stream(1), stream(4)),
        peaks=(Peak(stream(1).name), Peak(stream(4).name)),
        most_rounds=1,
    ),
)
