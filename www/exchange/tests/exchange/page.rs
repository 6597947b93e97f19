//! Pages, packages and their headers.

use reqwest::Method;

use super::rig::Exchange;

#[tokio::test]
async fn pages_come_with_a_strict_policy() {
    let exchange = Exchange::demo();
    for path in ["/", "/helpdesk/", "/lounge/"] {
        let page = exchange.request(Method::GET, path).send().await.unwrap();
        assert_eq!(page.status(), 200, "{path}");
        let headers = page.headers();
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with(
            "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self';"
        ));
        assert!(!policy.contains("unsafe-inline"));
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert_eq!(headers["cache-control"], "no-cache");
    }
}

#[tokio::test]
async fn packages_have_their_types_and_unchanged_files_are_not_sent_twice() {
    let exchange = Exchange::demo();
    let wasm = exchange
        .request(Method::GET, "/sdk/x.wasm")
        .send()
        .await
        .unwrap();
    assert_eq!(wasm.headers()["content-type"], "application/wasm");
    let stamp = wasm.headers()["etag"].clone();
    let again = exchange
        .request(Method::GET, "/sdk/x.wasm")
        .header("if-none-match", stamp);
    assert_eq!(again.send().await.unwrap().status(), 304);
    for path in [
        "/sdk/../../exchange.toml",
        "/helpdesk/%2e%2e/%2e%2e/exchange.toml",
        "/exchange/src/main.rs",
    ] {
        let escaped = exchange.request(Method::GET, path).send().await.unwrap();
        assert_eq!(escaped.status(), 404, "{path}");
    }
}

#[tokio::test]
async fn foreign_host_names_are_not_answered() {
    let exchange = Exchange::demo();
    let rebound = exchange
        .request(Method::GET, "/api/queue")
        .header("host", "evil.example");
    assert_eq!(rebound.send().await.unwrap().status(), 421);
    let named = exchange
        .request(Method::GET, "/healthz")
        .header("host", "desk.localhost:1");
    assert_eq!(named.send().await.unwrap().status(), 200);
}
