//! Static pages and packages, and the headers that guard them.

use std::path::Path;

use axum::Router;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{Html, Redirect};
use axum::routing::get;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self' ws: wss:; \
    img-src 'self' data:; media-src 'self' blob: mediastream:; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; \
    form-action 'self'; frame-ancestors 'none'";

const INDEX: &str = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Ringdesk</title>\
    <meta name=\"viewport\" content=\"width=device-width\"></head><body><h1>Ringdesk exchange</h1><ul>\
    <li><a href=\"/helpdesk/\">Helpdesk</a></li><li><a href=\"/lounge/\">Lounge</a></li></ul></body></html>\n";

type SetHeader = SetResponseHeaderLayer<HeaderValue>;

fn always(name: HeaderName, value: &'static str) -> SetHeader {
    SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
}

/// `/`, the two pages, and the two packages. Files are asked for again each time and answered 304 when unchanged.
pub fn routes(pages: &Path, packages: &Path) -> Router {
    Router::new()
        .route("/", get(|| async { Html(INDEX) }))
        .route("/healthz", get(|| async { "ok\n" }))
        .route(
            "/helpdesk",
            get(|| async { Redirect::permanent("/helpdesk/") }),
        )
        .route("/lounge", get(|| async { Redirect::permanent("/lounge/") }))
        .nest_service("/helpdesk/", ServeDir::new(pages.join("helpdesk")))
        .nest_service("/lounge/", ServeDir::new(pages.join("lounge")))
        .nest_service("/sdk/", ServeDir::new(packages.join("sdk/dist")))
        .nest_service("/widget/", ServeDir::new(packages.join("widget/dist")))
        .layer(always(header::CACHE_CONTROL, "no-cache"))
        .layer(always(header::CONTENT_SECURITY_POLICY, POLICY))
        .layer(always(
            HeaderName::from_static("permissions-policy"),
            "microphone=(self), camera=(self), geolocation=()",
        ))
        .layer(always(
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ))
}

/// What is asked of the API is nobody else's, and is never kept.
pub fn api_headers() -> SetHeader {
    always(header::CACHE_CONTROL, "no-store")
}

/// Headers of every answer.
pub fn every_headers() -> (SetHeader, SetHeader, SetHeader, SetHeader) {
    (
        always(header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        always(header::REFERRER_POLICY, "same-origin"),
        always(header::X_FRAME_OPTIONS, "DENY"),
        always(
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    )
}
