//! The command line.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;

use lexopt::prelude::*;

use crate::config::Strategy;

pub const HELP: &str = "\
ringdesk-exchange: SIP over WebSocket, queues, call records, tickets and pages

    ringdesk-exchange [OPTIONS]
        --listen ADDRESS:PORT    where to listen [127.0.0.1:8070]; port 0 takes any
        --data DIR               where exchange.sqlite lives [exchange-data]
        --pages DIR              folder of the pages helpdesk and lounge [www]
        --packages DIR           folder of the packages sdk and widget [pkg]
        --config FILE            configuration (TOML)
        --demo                   agents Mina, Jun and Sora, some customers and tickets, links that sign in;
                                 without --config also a team and a second queue
        --ring-seconds N         how long agents ring, for queues and directly; at most 180
        --strategy S             ring-all or longest-idle, in all queues

    ringdesk-exchange add-agent USER --name NAME [--extension N] [--email E] [--data DIR]
        adds or changes an agent; the password is read from standard input

The log goes to standard error; RINGDESK_LOG sets its level [info].
";

/// What is to be done.
#[derive(Debug)]
pub enum Command {
    Serve(Serve),
    AddAgent(AddAgent),
    Help,
}

#[derive(Debug)]
pub struct Serve {
    pub listen: SocketAddr,
    pub data: PathBuf,
    pub pages: PathBuf,
    pub packages: PathBuf,
    pub config: Option<PathBuf>,
    pub demo: bool,
    pub ring_seconds: Option<u32>,
    pub strategy: Option<Strategy>,
}

#[derive(Debug)]
pub struct AddAgent {
    pub user: String,
    pub name: String,
    pub extension: Option<String>,
    pub email: Option<String>,
    pub data: PathBuf,
}

/// Reads the arguments, without the program's name.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Command, lexopt::Error> {
    let mut parser = lexopt::Parser::from_args(arguments);
    let mut serve = Serve {
        listen: SocketAddr::from(([127, 0, 0, 1], 8070)),
        data: "exchange-data".into(),
        pages: "www".into(),
        packages: "pkg".into(),
        config: None,
        demo: false,
        ring_seconds: None,
        strategy: None,
    };
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(Command::Help),
            Value(word) if word == "add-agent" => return add_agent(parser),
            Long("listen") => serve.listen = parser.value()?.parse()?,
            Long("data") => serve.data = parser.value()?.into(),
            Long("pages") => serve.pages = parser.value()?.into(),
            Long("packages") => serve.packages = parser.value()?.into(),
            Long("config") => serve.config = Some(parser.value()?.into()),
            Long("demo") => serve.demo = true,
            Long("ring-seconds") => {
                let seconds = parser.value()?.parse()?;
                if !(1..=180).contains(&seconds) {
                    return Err("--ring-seconds is a number from 1 to 180".into());
                }
                serve.ring_seconds = Some(seconds);
            }
            Long("strategy") => {
                serve.strategy = Some(match parser.value()?.string()?.as_str() {
                    "ring-all" => Strategy::RingAll,
                    "longest-idle" => Strategy::LongestIdle,
                    other => return Err(format!("there is no strategy \"{other}\"").into()),
                });
            }
            _ => return Err(argument.unexpected()),
        }
    }
    Ok(Command::Serve(serve))
}

fn add_agent(mut parser: lexopt::Parser) -> Result<Command, lexopt::Error> {
    let (mut user, mut name) = (None, None);
    let mut agent = AddAgent {
        user: String::new(),
        name: String::new(),
        extension: None,
        email: None,
        data: "exchange-data".into(),
    };
    while let Some(argument) = parser.next()? {
        match argument {
            Value(word) if user.is_none() => user = Some(word.string()?),
            Long("name") => name = Some(parser.value()?.string()?),
            Long("extension") => agent.extension = Some(parser.value()?.string()?),
            Long("email") => agent.email = Some(parser.value()?.string()?),
            Long("data") => agent.data = parser.value()?.into(),
            Short('h') | Long("help") => return Ok(Command::Help),
            _ => return Err(argument.unexpected()),
        }
    }
    agent.user = user.ok_or("add-agent needs a user name")?;
    agent.name = name.ok_or("add-agent needs --name")?;
    let word =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_.".contains(&byte);
    if agent.user.is_empty() || !agent.user.bytes().all(word) || agent.user.starts_with("guest-") {
        return Err(
            "a user name is a word of a-z, 0-9, -, _ and . that does not begin with guest-".into(),
        );
    }
    let digits = |text: &String| text.bytes().all(|byte| byte.is_ascii_digit()) && !text.is_empty();
    if agent.extension.as_ref().is_some_and(|text| !digits(text)) {
        return Err("an extension is made of digits".into());
    }
    Ok(Command::AddAgent(agent))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Command, lexopt::Error> {
        parse(line.split(' ').map(OsString::from))
    }

    #[test]
    fn options_are_read() {
        let command =
            parsed("--demo --listen 127.0.0.1:0 --strategy longest-idle --ring-seconds 5");
        let Ok(Command::Serve(serve)) = command else {
            panic!("{command:?}")
        };
        assert!(serve.demo);
        assert_eq!(serve.listen.port(), 0);
        assert_eq!(serve.strategy, Some(Strategy::LongestIdle));
        assert_eq!(serve.ring_seconds, Some(5));
    }

    #[test]
    fn an_agent_needs_a_name_and_a_plain_user() {
        assert!(parsed("add-agent mina --name Mina --extension 101").is_ok());
        assert!(parsed("add-agent mina").is_err());
        assert!(parsed("add-agent guest-1 --name Mina").is_err());
        assert!(parsed("add-agent mina --name Mina --extension 1a").is_err());
    }
}
