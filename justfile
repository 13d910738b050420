# Shortcuts; the work is done by the scripts. `just` lists them.

[private]
default:
    @just --list --unsorted

# Start the service from the sources
run *args:
    cargo run --bin secondkeyd -- {{args}}

# Run all tests, or those given: `just test totp`, `just test -p otp`
test *args:
    ./test {{args}}

# Check all that must hold before a change lands
ci:
    .ci/run

# Format the code
fmt:
    cargo fmt --all

# Find faults: clippy, and the rules of the house
lint:
    cargo clippy --workspace --all-targets -- -D warnings
    cargo run --quiet -p xtask -- check

# Build the documentation of all crates, and open it
docs:
    cargo doc --workspace --no-deps --open

# Measure
bench *args:
    cargo run --release -p bench -- {{args}}
