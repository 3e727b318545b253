//! The `huimou` command, built on the library's public face alone.

mod cli;

fn main() -> std::process::ExitCode {
    cli::run()
}
