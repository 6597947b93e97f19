//! HTTP: the pages, the sign-in, the Zendesk-shaped tickets, and the door to SIP.

mod account;
mod call;
mod directory;
mod failure;
mod host;
mod limit;
mod page;
mod queue;
mod session;
mod socket;
mod ticket;
mod user;

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{delete, get, post};

use crate::config::Config;
use crate::secret::Secret;
use crate::store::{Store, StoreError};
use crate::switch;
use failure::Failure;
use limit::RateLimit;

/// The largest request body.
const BODY_BYTES: usize = 256 * 1024;

/// What the handlers share.
#[derive(Clone)]
pub struct App(Arc<Shared>);

struct Shared {
    config: Arc<Config>,
    store: Store,
    secret: Secret,
    switch: switch::Handle,
    /// Whether the demo's links sign in.
    demo: bool,
    /// Host names that are answered; none: all.
    hosts: Option<Vec<String>>,
    sign_ins: RateLimit,
    guests: RateLimit,
}

/// What [`router`] is made of.
pub struct Parts {
    pub config: Arc<Config>,
    pub store: Store,
    pub secret: Secret,
    pub switch: switch::Handle,
    pub demo: bool,
    /// Whether the exchange listens on a loopback address.
    pub loopback: bool,
    pub pages: PathBuf,
    pub packages: PathBuf,
}

/// The purpose of the mark that signs an agent of the demo in.
pub fn demo_mark(secret: &Secret, user: &str) -> String {
    secret.mark(&format!("demo:{user}"))
}

/// All routes.
pub fn router(parts: Parts) -> Router {
    let guests = RateLimit::per_minute(parts.config.guest.per_minute);
    let app = App(Arc::new(Shared {
        hosts: host::allowed(&parts.config, parts.loopback),
        config: parts.config,
        store: parts.store,
        secret: parts.secret,
        switch: parts.switch,
        demo: parts.demo,
        sign_ins: RateLimit::per_minute(10),
        guests,
    }));
    let api = Router::new()
        .route("/api/session", post(session::open).delete(session::close))
        .route("/api/sip-credentials", post(account::agent))
        .route("/api/guest", post(account::guest))
        .route("/api/queue", get(queue::status))
        .route("/api/calls", get(call::list))
        .route("/api/agents", get(queue::agents))
        .route("/api/directory", get(directory::search))
        .route(
            "/api/directory/frequent",
            post(directory::keep).put(directory::keep),
        )
        .route(
            "/api/directory/frequent/{number}",
            delete(directory::forget),
        )
        .route("/api/v2/search.json", get(ticket::search))
        .route(
            "/api/v2/tickets.json",
            get(ticket::list).post(ticket::create),
        )
        .route(
            "/api/v2/tickets/{id}",
            get(ticket::show).put(ticket::change),
        )
        .route("/api/v2/tickets/{id}/comments.json", get(ticket::comments))
        .route("/api/v2/tickets/{id}/audits.json", get(ticket::audits))
        .route("/api/v2/users/search.json", get(user::search))
        .route("/api/v2/users.json", post(user::create))
        .route("/api/v2/users/{id}", get(user::show))
        .route("/api/{*rest}", axum::routing::any(failure::no_such_route))
        .layer(DefaultBodyLimit::max(BODY_BYTES))
        .layer(page::api_headers());
    Router::new()
        .merge(api)
        .route("/sip", get(socket::open))
        .with_state(app.clone())
        .merge(page::routes(&parts.pages, &parts.packages))
        .layer(axum::middleware::from_fn_with_state(app, host::check))
        .layer(page::every_headers())
}

impl App {
    /// Runs a question to the database beside the async threads.
    async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Store) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Failure> {
        let store = self.0.store.clone();
        let answer = tokio::task::spawn_blocking(move || question(&store)).await;
        Ok(answer.map_err(|_| Failure::internal())??)
    }
}
