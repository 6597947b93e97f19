//! The embedded default server: registrar, proxy, queues, call records, tickets, pages.

mod cli;
mod clock;
mod config;
mod demo;
mod http;
mod secret;
mod serve;
mod store;
mod switch;

use std::process::ExitCode;

use cli::Command;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let command = match cli::parse(std::env::args_os().skip(1)) {
        Ok(command) => command,
        Err(error) => {
            eprintln!("{error}\n\n{}", cli::HELP);
            return ExitCode::from(2);
        }
    };
    let level = EnvFilter::try_from_env("RINGDESK_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(level)
        .with_writer(std::io::stderr)
        .with_target(false)
        .init();
    let done = match command {
        Command::Help => {
            print!("{}", cli::HELP);
            Ok(())
        }
        Command::AddAgent(agent) => serve::add_agent(&agent),
        Command::Serve(options) => serve::serve(&options),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("ringdesk-exchange: {error}");
            ExitCode::FAILURE
        }
    }
}
