//! The configuration file (TOML) and its defaults. Unknown keys are refused by name.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Deserialize;

use crate::clock;

/// Everything that can be set. By default there is one queue, "Support", and no team.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// SIP domain of every address.
    pub domain: String,
    /// Origins beside the exchange's own host that may open `/sip`, such as `https://desk.example.com`.
    pub allowed_origins: Vec<String>,
    /// Host names under which the exchange may be asked; empty: loopback names when it listens on loopback, else any.
    pub hosts: Vec<String>,
    /// The WebSocket address given to phones; by default derived from the request's Host.
    pub public_url: Option<String>,
    /// How long an agent who is called directly rings; at most 180.
    pub ring_seconds: u32,
    /// How long SIP credentials of agents live.
    pub credentials_seconds: u32,
    pub guest: Guest,
    pub ice: Vec<Ice>,
    pub queue: Vec<Queue>,
    pub team: Vec<Team>,
}

/// Agents who are called together: all who are free ring at once, and the first to answer has the call (FD-62). Nobody waits
/// for a team, as one does in a queue.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Team {
    /// SIP user part.
    pub id: String,
    /// Name shown to agents.
    pub name: String,
    /// User names of agents.
    pub members: Vec<String>,
}

/// Visitors of the lounge.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Guest {
    /// Credentials handed out per address and minute.
    pub per_minute: u32,
    /// Calls per guest and minute.
    pub calls_per_minute: u32,
    pub credentials_seconds: u32,
}

/// One STUN or TURN server. With `secret`, credentials are made by the TURN REST scheme (coturn `use-auth-secret`).
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ice {
    pub urls: Vec<String>,
    pub secret: Option<String>,
    pub username: Option<String>,
    pub credential: Option<String>,
}

impl std::fmt::Debug for Ice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ice")
            .field("urls", &self.urls)
            .finish_non_exhaustive()
    }
}

/// Who is rung for a waiting caller.
#[derive(Copy, Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Strategy {
    RingAll,
    LongestIdle,
}

/// What happens to a caller when no agent of the queue is logged in.
#[derive(Copy, Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Unstaffed {
    Wait,
    Refuse,
}

/// One queue.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Queue {
    /// SIP user part.
    pub id: String,
    /// Name shown to agents and customers.
    pub name: String,
    pub strategy: Strategy,
    /// How long agents ring before the call goes back to the queue.
    pub ring_seconds: u32,
    /// How long an agent who declined is left in peace by the same caller.
    pub retry_seconds: u32,
    /// A caller who waited longer is sent away (CT-30).
    pub max_wait_seconds: u32,
    /// Callers beyond this number are sent away (CT-35).
    pub max_waiting: usize,
    /// Rounds of ringing before the caller is sent away with `ringTimeOver` (CT-31); 0: no limit.
    pub max_rounds: u32,
    pub when_unstaffed: Unstaffed,
    /// Agents of the queue; empty: all.
    pub agents: Vec<String>,
    /// Operating hours; none: always open.
    pub hours: Vec<Hours>,
}

/// One span of operating hours.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// 0 is Monday. Empty: every day.
    #[serde(default)]
    pub days: Vec<i64>,
    /// `09:00`
    pub from: String,
    /// `18:00`, `24:00` at most.
    pub to: String,
    /// Local time minus UTC.
    #[serde(default)]
    pub utc_offset_minutes: i64,
}

/// Why a configuration was refused.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("the configuration {path} can not be read: {source}")]
    Read {
        path: String,
        source: std::io::Error,
    },
    #[error("the configuration is not valid: {0}")]
    Syntax(#[from] toml::de::Error),
    #[error("the configuration is not valid: {0}")]
    Value(String),
}

impl Default for Config {
    fn default() -> Self {
        Self {
            domain: "ringdesk.localhost".into(),
            allowed_origins: Vec::new(),
            hosts: Vec::new(),
            public_url: None,
            ring_seconds: 60,
            credentials_seconds: 3_600,
            guest: Guest::default(),
            ice: Vec::new(),
            queue: vec![Queue::default()],
            team: Vec::new(),
        }
    }
}

impl Default for Guest {
    fn default() -> Self {
        Self {
            per_minute: 30,
            calls_per_minute: 10,
            // An hour in the queue and one to talk: a guest's page does not renew.
            credentials_seconds: 7_200,
        }
    }
}

impl Default for Queue {
    fn default() -> Self {
        Self {
            id: "support".into(),
            name: "Support".into(),
            strategy: Strategy::RingAll,
            ring_seconds: 20,
            retry_seconds: 5,
            max_wait_seconds: 3_600,
            max_waiting: 200,
            max_rounds: 0,
            when_unstaffed: Unstaffed::Wait,
            agents: Vec::new(),
            hours: Vec::new(),
        }
    }
}

impl Config {
    /// Reads and checks a file.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Read {
            path: path.display().to_string(),
            source,
        })?;
        Self::parse(&text)
    }

    /// Reads and checks a text.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let config: Self = toml::from_str(text)?;
        config.check()?;
        Ok(config)
    }

    /// What `--demo` runs without a file: two queues and a team.
    pub fn demo() -> Self {
        let billing = Queue {
            id: "billing".into(),
            name: "Billing".into(),
            ..Queue::default()
        };
        let care = Team {
            id: "care".into(),
            name: "Customer care".into(),
            members: vec!["jun".into(), "sora".into()],
        };
        Self {
            queue: vec![Queue::default(), billing],
            team: vec![care],
            ..Self::default()
        }
    }

    fn check(&self) -> Result<(), ConfigError> {
        let fail = |text: String| Err(ConfigError::Value(text));
        if self.domain.is_empty() || !self.domain.bytes().all(is_host_byte) {
            return fail(format!("domain \"{}\" is not a host name", self.domain));
        }
        if !(1..=180).contains(&self.ring_seconds) {
            return fail("ring_seconds is not within 1 to 180".into());
        }
        if self.queue.is_empty() {
            return fail("there is no [[queue]]".into());
        }
        let queues = self.queue.iter().map(|queue| queue.id.as_str());
        let teams = self.team.iter().map(|team| team.id.as_str());
        let mut seen = BTreeSet::new();
        for id in queues.chain(teams) {
            let word =
                |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
            if id.is_empty() || !id.bytes().all(word) || id.starts_with("guest-") {
                return fail(format!("id \"{id}\" is not a word of a-z, 0-9 and -"));
            }
            if !seen.insert(id) {
                return fail(format!("there are two queues or teams \"{id}\""));
            }
        }
        if let Some(team) = self.team.iter().find(|team| team.members.is_empty()) {
            return fail(format!("team \"{}\" has no members", team.id));
        }
        for queue in &self.queue {
            if queue.ring_seconds == 0 {
                return fail(format!("ring_seconds of \"{}\" is 0", queue.id));
            }
            for hours in &queue.hours {
                if minutes(&hours.from).zip(minutes(&hours.to)).is_none() {
                    return fail(format!("hours of \"{}\" are not HH:MM", queue.id));
                }
            }
        }
        Ok(())
    }

    /// The queue whose SIP user part is `id`.
    pub fn queue(&self, id: &str) -> Option<&Queue> {
        self.queue.iter().find(|queue| queue.id == id)
    }

    /// The team whose SIP user part is `id`.
    pub fn team(&self, id: &str) -> Option<&Team> {
        self.team.iter().find(|team| team.id == id)
    }
}

impl Queue {
    /// Whether the queue takes calls at this instant (CT-28).
    pub fn is_open(&self, now_ms: i64) -> bool {
        self.hours.is_empty() || self.hours.iter().any(|hours| hours.contain(now_ms))
    }

    /// Whether this agent takes the queue's calls.
    pub fn has_agent(&self, user: &str) -> bool {
        self.agents.is_empty() || self.agents.iter().any(|agent| agent == user)
    }
}

impl Hours {
    fn contain(&self, now_ms: i64) -> bool {
        let (minute, day) = clock::minute_of_week(now_ms, self.utc_offset_minutes);
        let (Some(from), Some(to)) = (minutes(&self.from), minutes(&self.to)) else {
            return false;
        };
        (self.days.is_empty() || self.days.contains(&day)) && (from..to).contains(&minute)
    }
}

fn minutes(text: &str) -> Option<i64> {
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes) = (hours.parse::<u8>().ok()?, minutes.parse::<u8>().ok()?);
    let sum = i64::from(hours) * 60 + i64::from(minutes);
    (minutes < 60 && sum <= 1_440).then_some(sum)
}

fn is_host_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_file_is_one_queue() {
        let config = Config::parse("").unwrap();
        assert_eq!(config.queue("support").unwrap().name, "Support");
    }

    #[test]
    fn a_misspelt_key_is_named() {
        let error = Config::parse("[[queue]]\nring_second = 3").unwrap_err();
        assert!(error.to_string().contains("ring_second"), "{error}");
    }

    #[test]
    fn a_queue_is_open_within_its_hours_only() {
        let text = "[[queue]]\nhours = [{ days = [4], from = \"09:00\", to = \"18:00\", utc_offset_minutes = 540 }]";
        let config = Config::parse(text).unwrap();
        // Friday 17:30 in Seoul, then 18:00.
        assert!(config.queue[0].is_open(1_795_163_400_000));
        assert!(!config.queue[0].is_open(1_795_163_400_000 + 30 * 60_000));
    }

    #[test]
    fn two_queues_of_one_name_are_refused() {
        assert!(Config::parse("[[queue]]\n[[queue]]\n").is_err());
    }

    #[test]
    fn a_team_has_members_and_an_address_of_its_own() {
        let team = "[[team]]\nid = \"care\"\nname = \"Care\"\nmembers = [\"jun\"]\n";
        assert_eq!(
            Config::parse(team).unwrap().team("care").unwrap().members,
            ["jun"]
        );
        assert!(Config::parse(&team.replace("care", "support")).is_err());
        assert!(Config::parse(&team.replace("\"jun\"", "")).is_err());
        assert!(Config::parse(&team.replace("members", "member")).is_err());
        assert!(Config::demo().check().is_ok());
    }
}
