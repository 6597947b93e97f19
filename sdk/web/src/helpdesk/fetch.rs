//! Carries a helpdesk request out with `fetch`.

use ticket::{HttpRequest, HttpResponse};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, RequestInit, Response};

/// Sends `request`; a network that is down is status 0, as in [`HttpResponse::status`].
pub(super) async fn send(
    base_url: &str,
    request: &HttpRequest,
    sign_in: &[(String, String)],
) -> HttpResponse {
    match attempt(base_url, request, sign_in).await {
        Ok(response) => response,
        Err(_) => HttpResponse::new(0, b""),
    }
}

async fn attempt(
    base_url: &str,
    request: &HttpRequest,
    sign_in: &[(String, String)],
) -> Result<HttpResponse, JsValue> {
    let headers = Headers::new()?;
    for (name, value) in request.headers.iter().chain(sign_in) {
        headers.set(name, value)?;
    }
    let init = RequestInit::new();
    init.set_method(request.method.as_str());
    init.set_headers(&headers);
    if let Some(body) = &request.body {
        init.set_body(&js_sys::Uint8Array::from(body.as_slice()));
    }
    let window = web_sys::window().ok_or(JsValue::UNDEFINED)?;
    let url = format!("{base_url}{}", request.path);
    let response: Response = JsFuture::from(window.fetch_with_str_and_init(&url, &init))
        .await?
        .dyn_into()?;
    let retry_after = response.headers().get("Retry-After")?;
    let body = JsFuture::from(response.array_buffer()?).await?;
    Ok(HttpResponse {
        status: response.status(),
        headers: retry_after
            .into_iter()
            .map(|value| ("Retry-After".to_owned(), value))
            .collect(),
        body: js_sys::Uint8Array::new(&body).to_vec(),
    })
}
