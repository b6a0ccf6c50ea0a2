# The report of a folder of checkpoints.
report dir *args:
    cargo run --release -- report {{dir}} {{args}}

# Checkpoints, activations files or folders, side by side.
compare *paths:
    cargo run --release -- compare {{paths}}

# What a checkpoint is.
inspect path *args:
    cargo run --release -- inspect {{path}} {{args}}

# One figure for a venue: just figure reliability reports/fashion_mnist/analysis.json neurips
figure name analysis venue *args:
    cargo run --release -- figure {{name}} {{analysis}} --for {{venue}} {{args}}

# Remake a report from its analysis.json.
render analysis *args:
    cargo run --release -- render {{analysis}} {{args}}

# The kit for a paper, below the folder of its analysis.json: just paper reports/fashion_mnist/analysis.json icml
paper analysis venue *args:
    cargo run --release -- render {{analysis}} --paper={{venue}} {{args}}

# Train what a recipe names and is not there yet.
lab recipe *args:
    cargo run --release -- lab run {{recipe}} {{args}}

# The tests, all or those whose names contain a word.
test *words:
    cargo test --release -- {{words}}

# Mutated files, 5,000 of each kind (200 in `just test`).
fuzz:
    PENULT_FUZZ=5000 cargo test --release -- --exact fuzz::mutated_files_neither_panic_nor_hang_nor_fill_the_memory

# Format, then lint as CI does.
lint:
    cargo fmt
    cargo clippy --release --all-targets -- -D warnings

# The documentation of the library.
docs:
    cargo doc --release --no-deps --open

# Remake the committed reports and their index.
gallery:
    cargo run --release -- report fixtures/fashion_mnist --out reports/fashion_mnist
    cargo run --release -- report fixtures/fashion_mnist_resnets --out reports/fashion_mnist_resnets
    cargo run --release -- gallery reports

# Remake the expected values of the tests; needs Python with torch, torchmetrics, scikit-learn, SciPy, safetensors.
expected:
    python3 tests/reference/metrics.py
    python3 tests/reference/geometry.py
    python3 tests/reference/calibration.py
    python3 tests/reference/information.py
    python3 tests/reference/similarity.py
    python3 tests/reference/probes.py
    python3 tests/reference/transfer.py
    python3 tests/reference/ledger.py
    python3 tests/reference/networks.py
    python3 tests/reference/landscape.py
    python3 tests/reference/training.py
    python3 tests/reference/pth.py
    python3 tests/reference/cifar.py

# Type-check the cuda feature without a GPU; the compiler comes as Python wheels (407 MB).
check-cuda:
    python3 -m pip install --quiet --no-deps --target target/cuda-wheels "nvidia-cuda-nvcc==13.2.*" "nvidia-cuda-crt==13.2.*" "nvidia-nvvm==13.2.*" "nvidia-cuda-cccl==13.2.*" "nvidia-cuda-runtime==13.2.*" nvidia-curand
    CUDA_HOME="$PWD/target/cuda-wheels/nvidia/cu13" CUDA_PATH="$PWD/target/cuda-wheels/nvidia/cu13" PATH="$PWD/target/cuda-wheels/nvidia/cu13/bin:$PATH" CUDA_COMPUTE_CAP=80 cargo check --release --features cuda --target-dir target/cuda

# The convolutions' portable path under Miri; needs the nightly toolchain with its component miri.
miri:
    cd tests/miri && CARGO_TARGET_DIR=../../target/miri cargo +nightly miri test

# Kernels and statistics beside plain loops.
bench *args:
    cargo bench --bench kernels --bench metrics -- {{args}}

# penult beside PyTorch, scikit-learn and others; writes reports/bench/README.md. Needs benches/peers/requirements.txt.
bench-peers *args:
    python3 benches/peers/compare.py {{args}}

# What CI runs.
check:
    bash .ci/run
