//! The `huimou` command.

#![forbid(unsafe_code)]

/// Threads that lay out districts side by side wait for each other in the system's allocator (`DESIGN.md`).
#[cfg(unix)]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> std::process::ExitCode {
    huimou_cli::run(std::env::args_os())
}
