//! How a request is refused: `{"error": code, "message": words}` with a status.

use axum::Json;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::secret::SecretError;
use crate::store::StoreError;

/// A refusal.
#[derive(Debug)]
pub struct Failure {
    status: StatusCode,
    code: &'static str,
    message: String,
    retry_after_s: Option<u64>,
}

impl Failure {
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            retry_after_s: None,
        }
    }

    pub fn internal() -> Self {
        let message = "The exchange could not do this.";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", message)
    }

    pub fn unauthorized() -> Self {
        let message = "Sign in first.";
        Self::new(StatusCode::UNAUTHORIZED, "session.required", message)
    }

    pub fn not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "RecordNotFound",
            "There is no such record.",
        )
    }

    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "RecordInvalid", message)
    }

    pub fn too_many(code: &'static str, retry_after_s: u64) -> Self {
        Self {
            retry_after_s: Some(retry_after_s),
            ..Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                code,
                "Too many requests; wait a moment.",
            )
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let body =
            json!({"error": self.code, "message": self.message, "description": self.message});
        let mut response = (self.status, Json(body)).into_response();
        if let Some(seconds) = self.retry_after_s {
            let value = HeaderValue::from(seconds);
            response.headers_mut().insert(header::RETRY_AFTER, value);
        }
        response
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        if let StoreError::Conflict(message) = error {
            return Self::new(StatusCode::CONFLICT, "RecordConflict", message);
        }
        tracing::error!(%error, "the store failed");
        Self::internal()
    }
}

impl From<SecretError> for Failure {
    fn from(error: SecretError) -> Self {
        Self::from(StoreError::Secret(error))
    }
}

impl From<JsonRejection> for Failure {
    fn from(rejection: JsonRejection) -> Self {
        Self::new(rejection.status(), "request.invalid", rejection.body_text())
    }
}

impl From<QueryRejection> for Failure {
    fn from(rejection: QueryRejection) -> Self {
        Self::new(rejection.status(), "request.invalid", rejection.body_text())
    }
}

/// A JSON body whose faults are told as a [`Failure`]. Only `application/json` is read, which a foreign page can not
/// send without being asked by the browser for permission first.
#[derive(FromRequest)]
#[from_request(via(Json), rejection(Failure))]
pub struct Body<T>(pub T);

/// The query part of the address, likewise.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(Failure))]
pub struct Query<T>(pub T);

/// `/api/…` that is nothing.
pub async fn no_such_route(_: Request) -> Failure {
    Failure::new(
        StatusCode::NOT_FOUND,
        "request.no-such-route",
        "There is nothing here.",
    )
}
