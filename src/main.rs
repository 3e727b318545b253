//! The `huimou` command, built on the library's public face alone.

mod cli;

/// Threads that lay out districts side by side wait for each other in the system's allocator (`DESIGN.md`).
#[cfg(unix)]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> std::process::ExitCode {
    cli::run()
}
