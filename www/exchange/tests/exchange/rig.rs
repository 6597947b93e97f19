//! Starts the exchange in a folder of its own, and speaks HTTP with it.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};

/// Nothing in these tests takes so long unless it is broken.
pub const PATIENCE: Duration = Duration::from_secs(20);

pub struct Exchange {
    child: Child,
    pub address: String,
    pub folder: tempfile::TempDir,
    arguments: Vec<String>,
    links: Vec<String>,
    client: Client,
}

fn binary() -> Command {
    Command::new(env!("CARGO_BIN_EXE_ringdesk-exchange"))
}

impl Exchange {
    /// The demo with the default configuration.
    pub fn demo() -> Self {
        Self::with("", &[])
    }

    /// The demo with a configuration file and more arguments.
    pub fn with(config: &str, arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("exchange.toml"), config).unwrap();
        for (file, text) in [
            ("www/helpdesk/index.html", "<p>helpdesk</p>"),
            ("www/lounge/index.html", "<p>lounge</p>"),
            ("pkg/sdk/dist/x.wasm", "\0asm"),
        ] {
            let path = folder.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let mut all = vec!["--demo".to_owned()];
        all.extend(arguments.iter().map(|word| String::from(*word)));
        let (child, address, links) = launch(&folder, &all, "127.0.0.1:0");
        Self {
            child,
            address,
            folder,
            arguments: all,
            links,
            client: Client::new(),
        }
    }

    /// SIGKILL.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Starts it again with the same data at the same address.
    pub fn start_again(&mut self) {
        let (child, _, _) = launch(&self.folder, &self.arguments, &self.address);
        self.child = child;
        // The old one keeps connections that died with the exchange.
        self.client = Client::new();
    }

    /// SIGTERM, and the exit status that follows.
    pub fn terminate(&mut self) -> std::process::ExitStatus {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &id]).status().unwrap();
        assert!(sent.success());
        self.child.wait().unwrap()
    }

    /// Runs `add-agent` on the data.
    pub fn add_agent(&self, arguments: &[&str], password: &str) -> bool {
        let mut child = binary()
            .arg("add-agent")
            .args(arguments)
            .arg("--data")
            .arg(self.folder.path().join("data"))
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        input.write_all(password.as_bytes()).unwrap();
        drop(input);
        child.wait().unwrap().success()
    }

    pub fn database(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.folder.path().join("data/exchange.sqlite")).unwrap()
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("http://{}{path}", self.address);
        self.client.request(method, url).timeout(PATIENCE)
    }

    pub async fn post(&self, path: &str, body: Value) -> (StatusCode, Value) {
        json_of(self.request(Method::POST, path).json(&body)).await
    }

    pub async fn get(&self, path: &str) -> (StatusCode, Value) {
        json_of(self.request(Method::GET, path)).await
    }

    /// Signs an agent of the demo in by its link.
    pub async fn sign_in(&self, user: &str) -> Desk<'_> {
        let wanted = format!("as={user}#demo=");
        let link = self.links.iter().find(|link| link.contains(&wanted));
        let (_, mark) = link.unwrap().split_once("#demo=").unwrap();
        let (status, body) = self.post("/api/session", json!({"demo": mark})).await;
        assert_eq!(status, 200, "{body}");
        assert_eq!(body["user"]["user"], user);
        Desk {
            exchange: self,
            token: body["token"].as_str().unwrap().into(),
        }
    }

    /// A guest's account.
    pub async fn guest(&self, name: &str) -> Value {
        let (status, body) = self.post("/api/guest", json!({"name": name})).await;
        assert_eq!(status, 200, "{body}");
        body
    }

    /// The newest call record once it has ended.
    pub async fn ended_call(&self, desk: &Desk<'_>) -> Value {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            let calls = desk.get("/api/calls").await;
            let newest = calls["calls"][0].clone();
            if newest["endedAt"].is_string() {
                return newest;
            }
            tokio::task::yield_now().await;
        }
        panic!("the call did not end");
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        // It may have been killed by the test itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn launch(
    folder: &tempfile::TempDir,
    arguments: &[String],
    listen: &str,
) -> (Child, String, Vec<String>) {
    let path = folder.path();
    let mut child = binary()
        .args(["--listen", listen, "--data"])
        .arg(path.join("data"))
        .arg("--config")
        .arg(path.join("exchange.toml"))
        .arg("--pages")
        .arg(path.join("www"))
        .arg("--packages")
        .arg(path.join("pkg"))
        .args(arguments)
        .env("RINGDESK_LOG", "warn")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let first = lines.next().unwrap().unwrap();
    let address = first.strip_prefix("listening http://").unwrap().to_owned();
    let links = lines.by_ref().take(4).map(Result::unwrap).collect();
    (child, address, links)
}

pub async fn json_of(request: RequestBuilder) -> (StatusCode, Value) {
    let response = request.send().await.unwrap();
    let status = response.status();
    let text = response.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::Null))
}

/// A signed-in agent.
pub struct Desk<'a> {
    exchange: &'a Exchange,
    pub token: String,
}

impl Desk<'_> {
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.exchange.request(method, path).bearer_auth(&self.token)
    }

    pub async fn get(&self, path: &str) -> Value {
        let (status, body) = json_of(self.request(Method::GET, path)).await;
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    pub async fn send(&self, method: Method, path: &str, body: Value) -> (StatusCode, Value) {
        json_of(self.request(method, path).json(&body)).await
    }

    /// SIP credentials.
    pub async fn account(&self) -> Value {
        let (status, body) = self
            .send(Method::POST, "/api/sip-credentials", Value::Null)
            .await;
        assert_eq!(status, 200, "{body}");
        body
    }
}
