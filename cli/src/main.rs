//! The `huimou` command.

#![forbid(unsafe_code)]

/// With the system's allocator, threads that lay out districts in parallel block each other (`DESIGN.md`).
#[cfg(unix)]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> std::process::ExitCode {
    huimou_cli::run(std::env::args_os())
}
