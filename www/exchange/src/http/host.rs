//! Under which names the exchange answers, and which pages may open its socket.
//!
//! A page elsewhere can point a name of its own at 127.0.0.1; such a name is not answered (DNS rebinding).

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::App;
use super::failure::Failure;
use crate::config::Config;

/// The host names to answer; `None`: all.
pub fn allowed(config: &Config, loopback: bool) -> Option<Vec<String>> {
    if !config.hosts.is_empty() {
        return Some(config.hosts.clone());
    }
    loopback.then(|| {
        ["localhost", "127.0.0.1", "[::1]", ".localhost"]
            .map(String::from)
            .into()
    })
}

/// The host of `host:port`; the brackets of an IPv6 address stay.
fn without_port(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => host,
        _ => authority,
    }
}

fn is_allowed(hosts: &[String], authority: &str) -> bool {
    let asked = without_port(authority).to_ascii_lowercase();
    hosts.iter().any(|host| match host.strip_prefix('.') {
        Some(_) => asked.ends_with(host.as_str()),
        None => asked == *host,
    })
}

/// The Host header.
pub fn authority(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::HOST)?.to_str().ok()
}

/// Refuses requests under foreign names.
pub async fn check(State(app): State<App>, request: Request, next: Next) -> Response {
    if let Some(hosts) = &app.0.hosts {
        let asked = authority(request.headers());
        if !asked.is_some_and(|asked| is_allowed(hosts, asked)) {
            let message = "The exchange is not known under this name.";
            return Failure::new(StatusCode::MISDIRECTED_REQUEST, "request.host", message)
                .into_response();
        }
    }
    next.run(request).await
}

/// Whether a page of this origin may open the socket: the exchange's own pages, and those configured. No Origin: no browser.
pub fn origin_is_allowed(config: &Config, headers: &HeaderMap) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else {
        return true;
    };
    let Ok(origin) = origin.to_str() else {
        return false;
    };
    let own = origin
        .split_once("://")
        .is_some_and(|(_, rest)| Some(rest) == authority(headers));
    own || config.allowed_origins.iter().any(|known| known == origin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_names_are_answered_and_foreign_ones_are_not() {
        let hosts = allowed(&Config::default(), true).unwrap();
        for good in [
            "127.0.0.1:8070",
            "localhost:1",
            "localhost",
            "[::1]:8070",
            "desk.localhost:8070",
        ] {
            assert!(is_allowed(&hosts, good), "{good}");
        }
        for bad in [
            "evil.example:8070",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "",
        ] {
            assert!(!is_allowed(&hosts, bad), "{bad}");
        }
    }
}
