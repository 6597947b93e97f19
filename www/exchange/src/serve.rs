//! Starting and stopping.

use std::io::{Read, Write};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use crate::cli::{AddAgent, Serve};
use crate::config::{Config, ConfigError};
use crate::secret::{self, SecretError};
use crate::store::{NewAgent, Store, StoreError};
use crate::{demo, http, switch};

/// How long requests under way may take when the exchange stops.
const FAREWELL: Duration = Duration::from_secs(2);

/// Why the exchange did not start, or stopped.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Secret(#[from] SecretError),
    #[error("can not listen on {address}: {source}")]
    Listen {
        address: SocketAddr,
        source: std::io::Error,
    },
    #[error("{0}")]
    Io(#[from] std::io::Error),
    #[error("the demo signs in whoever has its links: it listens on loopback only")]
    DemoInPublic,
    #[error("the SIP side stopped: this is a fault of the exchange")]
    SwitchGone,
    #[error("the password on standard input has fewer than 8 characters")]
    ShortPassword,
}

/// `add-agent`
pub fn add_agent(agent: &AddAgent) -> Result<(), ServeError> {
    let mut password = String::new();
    std::io::stdin().read_to_string(&mut password)?;
    let password = password.trim_end_matches(['\r', '\n']);
    if password.chars().count() < 8 {
        return Err(ServeError::ShortPassword);
    }
    let hash = secret::hash_password(password)?;
    Store::open(&agent.data)?.put_agent(&NewAgent {
        user: &agent.user,
        extension: agent.extension.as_deref(),
        name: &agent.name,
        email: agent.email.as_deref(),
        password_hash: &hash,
    })?;
    println!("agent {} may sign in", agent.user);
    Ok(())
}

/// Runs until SIGTERM or SIGINT.
pub fn serve(options: &Serve) -> Result<(), ServeError> {
    if options.demo && !options.listen.ip().is_loopback() {
        return Err(ServeError::DemoInPublic);
    }
    let mut config = match &options.config {
        Some(path) => Config::read(path)?,
        None if options.demo => Config::demo(),
        None => Config::default(),
    };
    config.ring_seconds = options.ring_seconds.unwrap_or(config.ring_seconds);
    for queue in &mut config.queue {
        queue.ring_seconds = options.ring_seconds.unwrap_or(queue.ring_seconds);
        queue.strategy = options.strategy.unwrap_or(queue.strategy);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let result = runtime.block_on(run(options, Arc::new(config)));
    runtime.shutdown_timeout(FAREWELL);
    result
}

async fn run(options: &Serve, config: Arc<Config>) -> Result<(), ServeError> {
    let store = Store::open(&options.data)?;
    let secret = store.secret()?;
    if options.demo {
        demo::seed(&store)?;
    }
    let listen_error = |source| ServeError::Listen {
        address: options.listen,
        source,
    };
    let listener = TcpListener::bind(options.listen)
        .await
        .map_err(listen_error)?;
    let address = listener.local_addr().map_err(listen_error)?;
    let switch = switch::start(config.clone(), store.clone(), secret.clone())?;
    let router = http::router(http::Parts {
        config,
        store,
        secret: secret.clone(),
        switch: switch.clone(),
        demo: options.demo,
        loopback: address.ip().is_loopback(),
        pages: options.pages.clone(),
        packages: options.packages.clone(),
    });
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;

    let mut out = std::io::stdout();
    writeln!(out, "listening http://{address}")?;
    if options.demo {
        let link = |user: &str| {
            let mark = http::demo_mark(&secret, user);
            format!("http://{address}/helpdesk/?as={user}#demo={mark}")
        };
        writeln!(out, "helpdesk as Mina  {}", link("mina"))?;
        writeln!(out, "helpdesk as Jun   {}", link("jun"))?;
        writeln!(out, "lounge            http://{address}/lounge/")?;
        writeln!(out, "helpdesk as Sora  {}", link("sora"))?;
    }
    out.flush()?;

    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let server = axum::serve(listener, service).with_graceful_shutdown(async {
        // An error means that the other end is gone: then it is time to stop, too.
        let _ = stopped.await;
    });
    let mut server = tokio::spawn(server.into_future());
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        () = switch.ended() => return Err(ServeError::SwitchGone),
        ended = &mut server => {
            if let Ok(result) = ended {
                result?;
            }
            return Ok(());
        }
    }
    tracing::info!("stopping");
    // Sockets first: they are connections that the server would wait for.
    let _ = tokio::time::timeout(FAREWELL, switch.shut_down()).await;
    let _ = stop.send(());
    if let Ok(Ok(result)) = tokio::time::timeout(FAREWELL, server).await {
        result?;
    }
    Ok(())
}
