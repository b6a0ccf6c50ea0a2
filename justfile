# The report of a folder of checkpoints.
report dir *args:
    cargo run --release -- report {{dir}} {{args}}

# What CI runs.
check:
    bash .ci/run
